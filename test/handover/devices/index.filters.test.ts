import type { DeviceId } from '../../../lib/config/devices';
import { deviceFiles } from '../../../lib/handover/devices';
import type { VpnHandoverFacts } from '../../../lib/handover/facts';
import { maskOf, networkOf, withWildcard } from '../../../lib/handover/netmask';
import { BGP_SITE, LIVE, STATIC_SITE, vpnFactsOf } from '../../support/builders/handover-sites';

/**
 * The filter of each device, read back from its file: it lets exactly the connections of the pack's firewall section out and in,
 * and packets of no other connection.
 */

/** `client>server:port` */
type Connections = readonly string[];

interface Filter {
  readonly out: Connections;
  readonly in: Connections;
}

/** From the rows of the pack's section on firewalls. */
function wanted({ firewall }: VpnHandoverFacts): Filter {
  const of = (side: 'outbound' | 'inbound'): Connections =>
    firewall
      .filter(({ protocol, direction }) => protocol === 'TCP' && direction === side)
      .flatMap(({ sources, destinations, port }) =>
        sources.flatMap((from) => destinations.map((to) => `${from}>${to}:${port}`)),
      )
      .sort();
  return { out: of('outbound'), in: of('inbound') };
}

const textOf = (facts: VpnHandoverFacts): string =>
  deviceFiles(facts)
    .filter(({ removal }) => !removal)
    .map(({ text }) => text)
    .join('\n');

const groupsOf = (text: string, pattern: RegExp): readonly (readonly string[])[] =>
  [...text.matchAll(pattern)].map(([, ...groups]) => groups);

/** Two lists of a Cisco device, with `host` and masks in place of prefixes. */
function ofCisco(
  text: string,
  list: (name: 'IN' | 'OUT') => string,
  mask: (cidr: string) => string,
  facts: VpnHandoverFacts,
) {
  const plain = facts.hospitalCidrs.reduce((so, cidr) => so.replaceAll(mask(cidr), `host ${cidr}`), text);
  const connections = (name: 'IN' | 'OUT'): Connections =>
    groupsOf(
      list(name) === '' ? '' : plain,
      new RegExp(`${list(name)}permit tcp host (\\S+) host (\\S+) eq (\\d+)$`, 'gm'),
    )
      .map(([from, to, port]) => `${from}>${to}:${port}`)
      .sort();
  return { out: connections('OUT'), in: connections('IN') };
}

const section = (text: string, head: string): string =>
  new RegExp(`^${head}\\n((?: .*\\n)*)`, 'm').exec(text)?.[1] ?? '';

const READ: Readonly<Partial<Record<DeviceId, (text: string, facts: VpnHandoverFacts) => Filter>>> = {
  'cisco-ios-xe': (text, facts) => {
    const lists = (['IN', 'OUT'] as const).map((name) =>
      section(text, `ip access-list extended HEARTLAB-${name}`).replace(/^ /gm, `${name} `),
    );
    return ofCisco(lists.join(''), (name) => `^${name} `, withWildcard, facts);
  },
  'cisco-asa': (text, facts) =>
    ofCisco(
      text,
      (name) => `^access-list HEARTLAB-${name} extended `,
      (cidr) => `${networkOf(cidr)} ${maskOf(cidr)}`,
      facts,
    ),
  'juniper-srx': (text) => {
    const address = new Map(
      groupsOf(text, /address-book global address (\S+) (\S+)$/gm).map(([name = '', to = '']) => [
        name,
        to.replace('/32', ''),
      ]),
    );
    const port = new Map(
      groupsOf(text, /applications application (\S+) destination-port (\d+)$/gm).map(([name = '', to = '']) => [
        name,
        to,
      ]),
    );
    const policy = (name: string): Connections => {
      const of = (what: string) =>
        groupsOf(text, new RegExp(`policy ${name} match ${what} (\\S+)$`, 'gm')).map(([one = '']) => one);
      return of('source-address').flatMap((from) =>
        of('destination-address').flatMap((to) =>
          of('application').map((app) => `${address.get(from)}>${address.get(to)}:${port.get(app)}`),
        ),
      );
    };
    const results = [...new Set(groupsOf(text, /policy (heartlab-results-\d+) /g).flat())];
    return { out: [...policy('heartlab-studies')].sort(), in: results.flatMap(policy).sort() };
  },
  'palo-alto': (text) => {
    const port = new Map(
      groupsOf(text, /^set service (\S+) protocol tcp port (\d+)$/gm).map(([name = '', to = '']) => [name, to]),
    );
    const rule = (name: string): Connections => {
      const of = (what: string): readonly string[] =>
        (new RegExp(`^set rulebase security rules ${name} ${what} (.*)$`, 'm').exec(text)?.[1] ?? '')
          .replace(/[[\]]/g, '')
          .trim()
          .split(' ');
      return of('source').flatMap((from) =>
        of('destination').flatMap((to) => of('service').map((one) => `${from}>${to}:${port.get(one)}`)),
      );
    };
    const results = [...new Set(groupsOf(text, /rules (heartlab-results-\d+) /g).flat())];
    return { out: [...rule('heartlab-studies')].sort(), in: results.flatMap(rule).sort() };
  },
  fortigate: (text, { hospitalCidrs }) => {
    const prefix = (subnet: string): string =>
      hospitalCidrs.find((cidr) => `${networkOf(cidr)} ${maskOf(cidr)}` === subnet) ??
      subnet.replace(' 255.255.255.255', '');
    const address = new Map(
      groupsOf(text, /edit "(\S+)"\n +set subnet (.*)$/gm).map(([name = '', to = '']) => [name, prefix(to)]),
    );
    const port = new Map(
      groupsOf(text, /edit "(\S+)"\n +set tcp-portrange (\d+)$/gm).map(([name = '', to = '']) => [name, to]),
    );
    const policies = text
      .split(/^ {4}edit \d+\n/m)
      .slice(1)
      .filter((one) => one.includes('set action accept'));
    const policy = (one: string): Connections => {
      const of = (what: string) =>
        groupsOf(new RegExp(`set ${what} (.*)`).exec(one)?.[1] ?? '', /"(\S+)"/g).map(([name = '']) => name);
      return of('srcaddr').flatMap((from) =>
        of('dstaddr').flatMap((to) =>
          of('service').map((service) => `${address.get(from)}>${address.get(to)}:${port.get(service)}`),
        ),
      );
    };
    const way = (to: string): Connections =>
      policies
        .filter((one) => one.includes(`set dstintf "${to}"`))
        .flatMap(policy)
        .sort();
    return { out: way('heartlab'), in: way('<INSIDE-INTERFACE>') };
  },
  vyos: (text) => {
    const chain = (name: string): Connections =>
      [...new Set(groupsOf(text, new RegExp(`name ${name} rule (\\d+) `, 'g')).flat())].flatMap((rule) => {
        const of = (what: string) => new RegExp(`name ${name} rule ${rule} ${what} (\\S+)$`, 'm').exec(text)?.[1];
        return of('destination port') === undefined || new RegExp(`name ${name} rule ${rule} tcp flags ack`).test(text)
          ? []
          : [`${of('source address')}>${of('destination address')}:${of('destination port')}`];
      });
    return { out: [...chain('HEARTLAB-OUT')].sort(), in: [...chain('HEARTLAB-IN')].sort() };
  },
  strongswan: (text) => {
    const chain = (name: string): Connections =>
      groupsOf(
        new RegExp(`chain ${name} \\{\\n([^}]*)`).exec(text)?.[1] ?? '',
        /ip saddr (\S+) ip daddr (\S+) tcp dport (\d+) accept/g,
      ).map(([from, to, port]) => `${from}>${to}:${port}`);
    return { out: [...chain('to_heartlab')].sort(), in: [...chain('from_heartlab')].sort() };
  },
  mikrotik: (text) => {
    const chain = (name: string): Connections =>
      groupsOf(
        text,
        new RegExp(
          `raw add chain="${name}" action=return (?:ipsec-policy=in,ipsec )?protocol=tcp src-address=(\\S+) dst-address=(\\S+) dst-port=(\\d+)$`,
          'gm',
        ),
      ).map(([from, to, port]) => `${from}>${to}:${port}`);
    return { out: [...chain('heartlab-out')].sort(), in: [...chain('heartlab-in')].sort() };
  },
  generic: (text) => {
    const rows = (name: string): Connections =>
      groupsOf(text, new RegExp(`^${name} +(\\S+) to (\\S+), port (\\d+)$`, 'gm')).map(
        ([from, to, port]) => `${from}>${to}:${port}`,
      );
    return { out: [...rows('To HeartLab')].sort(), in: [...rows('From HeartLab')].sort() };
  },
};

describe.each(Object.entries(READ) as [DeviceId, NonNullable<(typeof READ)[DeviceId]>][])('%s', (device, read) => {
  test.each([
    ['BGP', BGP_SITE],
    ['static', STATIC_SITE],
  ])('permits exactly the connections of the pack, both ways: %s', (_, site) => {
    const facts = vpnFactsOf(site, LIVE, device);
    expect(wanted(facts).out.length).toBeGreaterThan(1);
    expect(read(textOf(facts), facts)).toEqual(wanted(facts));
  });
});

test('a stateless filter permits an answer only with ACK', () => {
  const answers: Readonly<Partial<Record<DeviceId, readonly [RegExp, RegExp]>>> = {
    'cisco-ios-xe': [/^ permit tcp host \S+ eq \d+ .*$/gm, / established$/],
    vyos: [/name HEARTLAB-(?:IN|OUT) rule \d+ source port/g, /./],
    strongswan: [/^.*tcp sport.*$/gm, /tcp flags & ack == ack accept$/],
    mikrotik: [/^.*src-port=.*$/gm, / tcp-flags=ack /],
  };
  for (const [device, [lines, required]] of Object.entries(answers) as [DeviceId, readonly [RegExp, RegExp]][]) {
    const text = textOf(vpnFactsOf(BGP_SITE, LIVE, device));
    const found = text.match(lines) ?? [];
    expect(found.length).toBeGreaterThan(3);
    for (const line of found) expect(line).toMatch(required);
    if (device === 'vyos')
      expect(text.match(/name HEARTLAB-(?:IN|OUT) rule \d+ tcp flags ack/g)).toHaveLength(found.length);
  }
});

test('IOS XE and ASA: the lists apply to both tunnels in both directions', () => {
  const ios = textOf(vpnFactsOf(BGP_SITE, LIVE, 'cisco-ios-xe'));
  expect(ios.match(/^ ip access-group HEARTLAB-(?:IN in|OUT out)$/gm)).toHaveLength(4);
  const asa = textOf(vpnFactsOf(BGP_SITE, LIVE, 'cisco-asa'));
  expect(asa.match(/^access-group HEARTLAB-(?:IN in|OUT out) interface heartlab-[12]$/gm)).toHaveLength(4);
  expect(asa).toContain(' vpn-filter value HEARTLAB-TUNNEL\n');
});
