import { ALONE, type Case, captured, one, SITE, stopped, UNKNOWN, UNPROVEN, written } from './case';
import { aws, gate } from './composed';

/** A log up to a line. */
const before = (log: string, last: RegExp): string => log.slice(0, last.exec(log)?.index);

/** One end's failure, explained by AWS's log of the other; logs that begin, end or begin again in the middle. */
export const JOINED: readonly Case[] = [
  written(
    'hospital refused, AWS says why',
    [
      captured('key-hospital'),
      aws(['AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10', 'negotiating', 'down']),
    ],
    ['psk-mismatch'],
  ),
  written(
    'no proposal chosen, AWS says which phase',
    [captured('phase1-group-hospital'), aws(['No Proposal Match Found by AWS', 'negotiating', 'down'])],
    ['phase1-proposal'],
  ),
  written(
    'no answer on 4500, half open at AWS',
    [
      captured('udp4500-hospital'),
      aws(['AWS tunnel Timeout: deleting un-established Phase 1 IKE_SA with cgw: 203.0.113.10', 'down', 'down']),
    ],
    ['udp4500-blocked'],
  ),
  written(
    'AWS sees the device close the tunnel, the device says why',
    [
      captured('no-pfs-hospital'),
      aws(
        ['AWS tunnel processed request (id=4) for CREATE_CHILD_SA', 'established', 'established'],
        ['AWS tunnel received DELETE for Phase 2 SA with SPI: 0xc5a1b2d3', 'established', 'down'],
        ['AWS tunnel received DELETE for IKE_SA from CGW', 'down', 'down'],
      ),
    ],
    ['no-pfs'],
  ),
  written(
    'AWS has no log, the device sends from a private address',
    [
      '',
      '13[IKE] <aws-1|1> initiating IKE_SA aws-1[1] to 198.51.100.10\n13[NET] <aws-1|1> sending packet: from 192.168.0.10[500] to 198.51.100.10[500] (464 bytes)\n13[IKE] <aws-1|1> retransmit 3 of request with message ID 0\n13[IKE] <aws-1|1> giving up after 3 retransmits',
    ],
    ['udp500-blocked'],
    { says: /^the device sends from 192\.168\.0\.10, a private address: AWS sees the public one/ },
  ),
  one('udp500-hospital', ['udp500-blocked'], {
    name: 'no answer yet',
    logs: [before(captured('udp500-hospital'), /^.*giving up/m)],
  }),
  one('udp500-hospital', UNKNOWN, {
    name: 'one retransmit only',
    logs: [before(captured('udp500-hospital'), /^.*retransmit 2/m)],
  }),
  ...(
    ['key-cloud', 'phase1-enc-cloud', 'udp500-hospital', 'udp4500-hospital', 'no-pfs-hospital', 'dpd-hospital'] as const
  ).flatMap((name): readonly Case[] => {
    const id = ALONE[name];
    const healthy = `healthy-${name.split('-').at(-1)}`;
    return [
      {
        name: `healthy, restarted, then ${name}`,
        source: 'captured',
        logs: [`${stopped(healthy)}\n${captured(name)}`],
        is: [id],
      },
      {
        name: `${name}, restarted, then healthy`,
        source: 'captured',
        logs: [`${stopped(name)}\n${captured(healthy)}`],
        is: [`past:${id}`],
      },
    ];
  }),
  written(
    "firewall drops others' answers",
    '%ASA-6-106015: Deny TCP (no connection) from 192.0.2.77/443 to 10.20.0.15/49152 flags SYN ACK  on interface outside',
    UNPROVEN,
    { site: SITE },
  ),
];

export const OTHERS: readonly Case[] = [
  written('nothing', '', []),
  written('no log at all', 'The quick brown fox\njumps over the lazy dog.', []),
  written(
    'another failure of charon',
    '13[IKE] <heartlab-tunnel1|1> unable to install IPsec policies (SPD) in kernel',
    UNKNOWN,
  ),
  written(
    'two at once',
    [captured('key-cloud'), gate({ action: 'none', seconds: 0.012, status: 415 })],
    ['psk-mismatch', 'stow-415'],
  ),
];
