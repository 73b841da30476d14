import type { Site } from '../../config/model';
import type { HospitalAction, LetterPart } from '../impact';
import { BY_SECRET_CHANNEL, TEST_STUDY } from './letter';

/** What a change does to the two tunnels, as the provider makes it (docs/changing-a-live-site.md, "How a change runs"). */
export interface TunnelsChange {
  /** The connection moves to another gateway of the hospital. */
  readonly gatewayMoves: boolean;
  /** Both tunnels get other options. */
  readonly optionsChange: boolean;
  /** The positions of the tunnels that get a new key. */
  readonly newKeys: readonly number[];
  /** The inside CIDR of each tunnel. */
  readonly insideCidrs: readonly string[];
  /** The last working tunnel may go down. */
  readonly acceptsOutage: boolean;
  /** AWS doesn't start a tunnel: the hospital's device does. */
  readonly hospitalStarts: boolean;
  /** The new policy permits nothing that the hospital's device uses before the change. */
  readonly newProposal: boolean;
}

export const TUNNELS_UP = 'Check that both VPN tunnels are up.';

/** A change of `acceptOutage` alone touches no tunnel. */
export const touchesTunnels = ({ gatewayMoves, optionsChange, newKeys }: TunnelsChange): boolean =>
  gatewayMoves || optionsChange || newKeys.length > 0;

export function tunnelsPart(change: TunnelsChange, before: Site | undefined, after: Site | undefined): LetterPart {
  const { gatewayMoves } = change;
  if (!touchesTunnels(change)) return {};
  return {
    actions: [...(gatewayMoves ? gatewayActions(before, after) : []), ...startActions(change), ...keyActions(change)],
    sees: [
      ...(gatewayMoves ? [GATEWAY_MOVES] : []),
      ...optionSees(change),
      ...keySees(change),
      ...outageSees(change, after),
      STAY,
      'Our part takes about a quarter of an hour. Please keep an hour free.',
      ...(needsHospital(change) ? ['If a tunnel is not up again within that hour, we undo our change.'] : []),
    ],
    checks: [TUNNELS_UP, TEST_STUDY],
  };
}

const GATEWAY_MOVES =
  'Both tunnels go down when we start. They come up again a few minutes later at the earliest, and only with your new settings.';
const STAY = "HeartLab's outside addresses and the inside addresses of the tunnels stay the same.";

const nameOf = ({ insideCidrs }: TunnelsChange, position: number): string =>
  `tunnel ${position + 1} (inside addresses ${insideCidrs[position]})`;
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function gatewayActions(before: Site | undefined, after: Site | undefined): readonly HospitalAction[] {
  const [old, now] = [before?.vpn?.gateway, after?.vpn?.gateway];
  if (old === undefined || now === undefined) return [];
  const moves: readonly HospitalAction[] =
    old.publicIp === now.publicIp
      ? []
      : [
          {
            when: 'before',
            text: `Prepare both tunnels on the gateway with the public address ${now.publicIp}, but do not enable them yet. Use the pre-shared keys that the tunnels have now.${old.asn === now.asn ? '' : ` Use ASN ${now.asn} in both BGP sessions.`} If your device sends its public address as its IKE identity, use the new address.`,
          },
          {
            when: 'before',
            text: `Permit UDP 500, UDP 4500 and ESP between ${now.publicIp} and both outside addresses of HeartLab.`,
          },
          {
            when: 'together',
            text: `Disable both tunnels on ${old.publicIp}, and enable them on ${now.publicIp}. Keep the settings of ${old.publicIp} for a rollback until all checks have passed.`,
          },
        ];
  const asn: readonly HospitalAction[] =
    old.asn === now.asn || old.publicIp !== now.publicIp
      ? []
      : [
          {
            when: 'together',
            text: `Set your ASN in both BGP sessions with HeartLab to ${now.asn}, instead of ${old.asn}.`,
          },
        ];
  return [...moves, ...asn];
}

function startActions({ hospitalStarts, gatewayMoves, optionsChange }: TunnelsChange): readonly HospitalAction[] {
  if (!hospitalStarts || !(gatewayMoves || optionsChange)) return [];
  return [
    {
      when: 'together',
      text: 'Start each tunnel from your device when we tell you that we have changed it. HeartLab does not start it.',
    },
  ];
}

function keyActions(change: TunnelsChange): readonly HospitalAction[] {
  const { newKeys, hospitalStarts } = change;
  const start = hospitalStarts ? ' Then start the tunnel from your device.' : '';
  const [only] = newKeys;
  const guard: readonly HospitalAction[] =
    newKeys.length !== 1 || only === undefined
      ? []
      : [{ when: 'before', text: `Check that ${nameOf(change, 1 - only)} is up, and that your traffic can use it.` }];
  return [
    ...guard,
    ...newKeys.map(
      (position): HospitalAction => ({
        when: 'after',
        text: `Enter the new pre-shared key of ${nameOf(change, position)} in your VPN device. We send the key ${BY_SECRET_CHANNEL}.${start}`,
      }),
    ),
  ];
}

/** A changed tunnel comes up only when the hospital acts, and the provider waits for it. */
const needsHospital = ({ optionsChange, acceptsOutage, newProposal, hospitalStarts }: TunnelsChange): boolean =>
  optionsChange && !acceptsOutage && (newProposal || hospitalStarts);

function optionSees(change: TunnelsChange): readonly string[] {
  const { gatewayMoves, optionsChange, acceptsOutage, newKeys, newProposal, hospitalStarts } = change;
  // The options of a tunnel change together with its key.
  if (!optionsChange || newKeys.length === 2) return [];
  const then = gatewayMoves ? 'After that, ' : '';
  if (newProposal && !acceptsOutage)
    return [
      capital(
        `${then}one tunnel goes down and stays down until your device uses the new values on it. The other tunnel is changed only after that, in the same way.`,
      ),
    ];
  if (newProposal) return ['Both tunnels go down, and each stays down until your device uses the new values on it.'];
  if (hospitalStarts && !acceptsOutage)
    return [
      capital(
        `${then}one tunnel goes down, and stays down until you start it. The other tunnel is changed only after that, in the same way.`,
      ),
    ];
  if (acceptsOutage) return [capital(`${then}both tunnels may be down at the same time, for a few minutes.`)];
  return [
    capital(
      `${then}one tunnel is down for a few minutes. When it is up again, the other one is down for a few minutes. We never take both down at the same time.`,
    ),
  ];
}

function keySees(change: TunnelsChange): readonly string[] {
  const { gatewayMoves, optionsChange, newKeys } = change;
  const [only] = newKeys;
  if (only === undefined) return [];
  if (newKeys.length === 2)
    return ['Both tunnels go down, one shortly after the other. Each stays down until you have entered its new key.'];
  const then = gatewayMoves || optionsChange ? 'Last, ' : '';
  const untouched = gatewayMoves || optionsChange ? '' : ', and we do not change it';
  return [
    capital(`${then}${nameOf(change, only)} goes down, and stays down until you have entered its new key.`),
    capital(`${nameOf(change, 1 - only)} keeps its key${untouched}.`),
  ];
}

/** Whether both tunnels are down at the same time, for some minutes at least. */
const cutsBothTunnels = ({ gatewayMoves, optionsChange, acceptsOutage, newKeys }: TunnelsChange): boolean =>
  gatewayMoves || newKeys.length === 2 || (optionsChange && acceptsOutage);

function outageSees(change: TunnelsChange, after: Site | undefined): readonly string[] {
  if (!cutsBothTunnels(change)) return [];
  return [
    after?.directConnect === undefined
      ? 'No studies can be sent while both tunnels are down.'
      : 'Direct Connect is the only path while both tunnels are down.',
  ];
}
