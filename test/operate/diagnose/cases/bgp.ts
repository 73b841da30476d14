import { aSite } from '../../../support/builders/sites';
import { type Case, one, SITE, threeWays, UNKNOWN, written } from './case';
import { aws, BGP_UP, bgp, CISCO, route } from './composed';

export const BGP: readonly Case[] = [
  ...threeWays('bgp-ok', [], [], []),
  ...threeWays('bgp-asn', ['bgp-asn'], ['bgp-asn'], ['bgp-asn'], /AS 65099 is refused/),
  ...threeWays('bgp-pfx', ['bgp-prefix-limit'], ['bgp-prefix-limit'], ['bgp-prefix-limit']),
  ...threeWays('bgp-hold', UNKNOWN, UNKNOWN, UNKNOWN),
  one('bgp-ok-neighbors', []),
  one('bgp-asn-neighbors', ['bgp-asn']),
  one('bgp-pfx-neighbors', ['bgp-prefix-limit']),
  one('bgp-inside-neighbors', ['inside-address']),
  // FRR says nothing of a wrong MD5 key, and kernels since 6.10 neither: the session just never comes up.
  one('bgp-md5-neighbors', UNKNOWN),
  written(
    'MD5, kernel',
    'Nov 24 02:15:03 fw kernel: [ 812.114] TCP: MD5 Hash failed for (169.254.21.1, 179)->(169.254.21.2, 43210)',
    ['bgp-auth'],
  ),
  written('MD5, IOS', CISCO.md5, ['bgp-auth']),
  written('AS, IOS', CISCO.asn, ['bgp-asn'], { site: SITE, says: /AS 65099 is refused; the site file has AS 65010/ }),
  written('prefixes, IOS', CISCO.prefixes, ['bgp-prefix-limit']),
  written(
    'AS, AWS',
    bgp([
      'DOWN',
      'AWS-side peer detected a bad OPEN message from neighbor 169.254.21.2 - remote AS is 65099, expected 65010',
    ]),
    ['bgp-asn'],
    { says: /remote AS is 65099, expected 65010/ },
  ),
  written(
    'prefixes, AWS',
    bgp(
      [
        'DOWN',
        'AWS-side peer detected the maximum prefix limit was exceeded - received 101 prefixes from neighbor 169.254.21.2, limit is 100',
      ],
      [
        'DOWN',
        'AWS-side peer sent a notification 6/1 (Cease/Maximum Number of Prefixes Reached) to neighbor 169.254.21.2',
      ],
    ),
    ['bgp-prefix-limit'],
  ),
  written(
    'hold timer, AWS',
    bgp(['DOWN', 'AWS-side peer sent a Hold Timer Expired notification to neighbor 169.254.21.2']),
    UNKNOWN,
  ),
  written(
    'hold timer and DPD, AWS',
    [
      bgp(['DOWN', 'AWS-side peer sent a Hold Timer Expired notification to neighbor 169.254.21.2']),
      aws(['AWS tunnel DPD timed out after 3 retransmits', 'down', 'down']),
    ],
    ['dpd-timeout'],
  ),
  written('next hop, AWS', route('ADVERTISED', '10.20.0.0/22', { details: 'DENIED due to: non-connected next-hop' }), [
    'inside-address',
  ]),
  written(
    'withdrawn, AWS',
    [BGP_UP, route('ADVERTISED', '10.80.0.0/16'), route('WITHDRAWN', '10.80.0.0/16')].join('\n'),
    ['route-missing'],
    { site: SITE },
  ),
  written(
    'announced, AWS',
    [
      BGP_UP,
      route('WITHDRAWN', '10.80.0.0/16'),
      route('ADVERTISED', '10.80.0.0/16'),
      route('ADVERTISED', '100.64.0.0/26', { details: 'DENIED due to: as-path contains our own AS' }),
    ].join('\n'),
    [],
    { site: SITE },
  ),
  written(
    'summary over the cloud, AWS',
    [BGP_UP, route('ADVERTISED', '10.80.0.0/16'), route('ADVERTISED', '100.64.0.0/10')].join('\n'),
    ['cidr-overlap'],
    { site: SITE },
  ),
  written(
    'neighbours swapped',
    'BGP neighbor is 169.254.100.2, remote AS 64512, local AS 65010, external link\n  BGP state = Idle',
    ['inside-address'],
    {
      site: aSite({
        vpn: { ...SITE.vpn, tunnels: [{ insideCidr: '169.254.100.0/30' }, { insideCidr: '169.254.100.4/30' }] },
      }),
    },
  ),
  written('BGP healthy, AWS', BGP_UP, []),
];
