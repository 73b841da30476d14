import { stowPasswordSecret } from '../config/stow-password';
import type { ChangeEffect, HospitalAction } from './impact';
import { safeText } from './safe-text';
import type { SettingChange } from './settings';
import type { TunnelContext } from './tunnels';

/** The effects of settings that the site's template doesn't show, or shows less clearly, and the hospital's steps. */
export function* settingEffects(
  changes: readonly SettingChange[],
  context: TunnelContext & { readonly tunnelsDiffer: boolean },
): Iterable<ChangeEffect> {
  for (const { path, impact } of changes) {
    // The policy is written differently but has the same meaning.
    const unfelt = /^vpn\.(ipsec|dpdTimeoutSeconds|startup)/.test(path) && !context.tunnelsDiffer;
    yield {
      impact: unfelt ? 'nothing' : impact,
      key: `setting ${path}`,
      says: unfelt ? safeText`${path} is written differently but has the same meaning` : safeText`${path} changes`,
      actions: impact === 'hospital' ? actionsOf(path, context) : undefined,
    };
  }
}

function actionsOf(path: string, { after }: TunnelContext): readonly HospitalAction[] {
  if (path === 'dicom.stow.auth')
    return [
      {
        when: 'together',
        text:
          after?.dicom.stow.auth === 'basic'
            ? `Set your PACS to authenticate with user name (${after.site}) and password instead of a client certificate. We send the password through the channel agreed for secrets.`
            : 'Set your PACS to authenticate with a client certificate instead of user name and password. We send you the file for your certificate request.',
      },
    ];
  if (path === 'dicom.stow.passwordGeneration' && after !== undefined && stowPasswordSecret(after) !== undefined)
    return [
      {
        when: 'together',
        text: 'Enter the new password in your PACS. The old password stops working with this change. We send the new one through the channel agreed for secrets.',
      },
    ];
  // The template shows this change: another VLAN needs a new virtual interface beside this one.
  if (path.endsWith('.vlan')) return [];
  const name = path.match(/^directConnect\.virtualInterfaces\[(.+?)\](\..+)?$/)?.[1];
  if (name === undefined) return [];
  const settings = after?.directConnect?.virtualInterfaces.find((one) => one.name === name);
  if (settings === undefined)
    return [{ when: 'before', text: `Stop using the Direct Connect virtual interface ${name}. We will remove it.` }];
  const { vlan, asn, peering, mtu, connectionId } = settings;
  const peers = peering === undefined ? '' : `, your address ${peering.hospital}, AWS address ${peering.aws}`;
  return [
    {
      when: 'together',
      text: `Set the Direct Connect virtual interface ${name} on your router to: connection ${connectionId}, VLAN ${vlan}, your ASN ${asn}${peers}, MTU ${mtu}. If its BGP key changes, we send it through the channel agreed for secrets.`,
    },
  ];
}
