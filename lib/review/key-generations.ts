import { VPN_TUNNELS_TYPE } from '../config/tunnels';
import { isJsonObject, type JsonObject, listOf, mappingOf, valueAt } from '../template/json';
import type { TemplateView } from '../template/view';
import { type SafeText, safeText } from './safe-text';

/** Invalid changes: generations increase by one at a time and never decrease, since a replaced key can't be restored. */
export function keyGenerationViolations(before: TemplateView, after: TemplateView): readonly SafeText[] {
  const keys = tunnelKeys(before);
  const newKeys = tunnelKeys(after);
  const raised = [...newKeys].filter(
    ([inside, key]) => (keys.get(inside)?.generation ?? key.generation) < key.generation,
  );
  const jumps = [...newKeys].flatMap(([inside, { place, generation }]) => {
    const was = keys.get(inside)?.generation;
    return was === undefined ? [] : fault(`vpn.tunnels[${place}].keyGeneration`, was, generation);
  });
  const both: readonly SafeText[] =
    raised.length > 1 && !acceptsOutage(after)
      ? [
          safeText`both tunnels would get a new key at the same time, which the deploy refuses: raise one keyGeneration, wait until the hospital has entered the key, then raise the other`,
        ]
      : [];
  const password = passwordGeneration(before);
  const newPassword = passwordGeneration(after);
  const passwords =
    password === undefined || newPassword === undefined
      ? []
      : fault('dicom.stow.passwordGeneration', password, newPassword);
  return [...jumps, ...both, ...passwords];
}

function fault(path: string, was: number, is: number): readonly SafeText[] {
  if (is < was)
    return [
      safeText`${path} falls from ${was} to ${is}: write at least ${was}, because a replaced key or password can't be restored`,
    ];
  return is > was + 1
    ? [safeText`${path} rises from ${was} to ${is}: write ${was + 1}, because it may rise by only one at a time`]
    : [];
}

interface TunnelKey {
  readonly place: number;
  readonly generation: number;
}

const vpnTunnels = (view: TemplateView): JsonObject => mappingOf(view.ofType(VPN_TUNNELS_TYPE)[0]?.properties);

function tunnelKeys(view: TemplateView): ReadonlyMap<string, TunnelKey> {
  const tunnels = listOf(vpnTunnels(view).Tunnels)?.filter(isJsonObject) ?? [];
  return new Map(
    tunnels.map(({ TunnelInsideCidr, KeyGeneration }, place) => [
      String(TunnelInsideCidr),
      { place, generation: Number(KeyGeneration) },
    ]),
  );
}

const acceptsOutage = (view: TemplateView): boolean => String(vpnTunnels(view).AcceptOutage) === 'true';

/** Undefined without a password. */
function passwordGeneration({ siteData }: TemplateView): number | undefined {
  const stow = mappingOf(valueAt(siteData, 'dicom', 'stow'));
  return stow.auth === 'basic' ? Number(stow.passwordGeneration ?? 1) : undefined;
}
