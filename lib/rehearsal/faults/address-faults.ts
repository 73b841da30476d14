import { addressText, cidrBlock } from '../../config/addressing/ipv4';
import type { VpnHandoverFacts } from '../../handover/facts';
import { routerAddress } from '../cloud/vpc';
import { waitUntil } from '../lab/run';
import { firstFreeCidr, workstationAddresses } from '../plan';
import type { HospitalMistake } from './fault';

/** Mistakes with addresses: IPsec comes up, but traffic does not pass. */

/** A subnet outside the hospital's CIDRs. */
const wrongSubnet = ({ hospitalCidrs, cloudCidr }: VpnHandoverFacts): string =>
  firstFreeCidr(['10.99.99.0/24', '172.31.99.0/24', '192.168.99.0/24', '198.51.100.0/24'], {
    hospitalCidrs,
    cloudCidr,
  });

/** The fields read from `show bgp ipv4 unicast json`: each prefix, and its paths. */
interface FrrRoutes {
  readonly routes: Readonly<Record<string, readonly { readonly pathFrom?: string }[]>>;
}

/** AWS's BGP log (Site-to-Site VPN User Guide, "BGP logs"), in AWS's wording, with the prefixes that FRR received. */
function awsBgpLog(neighbour: string, prefixes: readonly string[]): string {
  const event = (type: string, status: string, message: object) =>
    JSON.stringify({ resource_id: 'vpn-rehearsal', event_timestamp: Date.now(), type, status, message });
  const details = `AWS-side peer BGP session state has changed from OpenConfirm to Established with neighbor ${neighbour}`;
  return [
    event('BGPStatus', 'UP', { details }),
    ...prefixes.map((prefix) => event('RouteStatus', 'UPDATED', { prefix, nextHopIp: neighbour })),
  ].join('\n');
}

export const addressFaults: readonly HospitalMistake[] = [
  {
    id: 'traffic-selector',
    mistake: 'policy-based: the subnets as selectors (connects, but BGP can not start)',
    bgp: true,
    edit: (name, text, { hospitalCidrs, cloudCidr }) =>
      name === 'heartlab-tunnel-1.conf'
        ? text
            .replace(/local_ts = .*/, `local_ts = ${hospitalCidrs[0]}`)
            .replace(/remote_ts = .*/, `remote_ts = ${cloudCidr}`)
        : text,
    async prepare({ device, endpoint, facts }) {
      // libipsec requires, on both sides, a local address within its selector.
      await endpoint.machine.ip('address', 'add', `${routerAddress(facts.cloudCidr)}/32`, 'dev', 'lo');
      await device.machine.ip('address', 'add', `${workstationAddresses(facts)[0]}/32`, 'dev', 'lo');
    },
    async show({ device }) {
      await waitUntil('the tunnel is up', () => device.charon(1).up());
      return [];
    },
  },
  {
    id: 'inside-address',
    mistake: 'a wrong inside address',
    bgp: true,
    insideOf: ({ inside }) => (inside.device === '169.254.99.2' ? '169.254.98.2' : '169.254.99.2'),
    async show({ device, facts }) {
      await waitUntil('the tunnel is up', () => device.charon(1).up());
      const show = `bgp neighbors ${facts.vpn.tunnels[0].inside.aws}`;
      const { frr } = device;
      if (frr === undefined) return [];
      await waitUntil('BGP waits for a route to its neighbour', async () =>
        /Waiting for NHT/.test(await frr.show(show)),
      );
      return [{ name: 'hospital-show-bgp-neighbors.txt', text: await frr.show(show) }];
    },
  },
  {
    id: 'route-missing',
    mistake: 'a wrong subnet is announced',
    bgp: true,
    edit: (name, text, facts) =>
      name === 'frr.conf' ? text.replaceAll(facts.hospitalCidrs[0] ?? '', wrongSubnet(facts)) : text,
    // BGP announces only a prefix that the routing table has.
    async prepare({ device, facts }) {
      await device.machine.ip('route', 'add', 'blackhole', wrongSubnet(facts));
    },
    async show({ endpoint: { frr, inside }, facts }) {
      const arrived = async (): Promise<readonly string[]> => {
        const { routes }: FrrRoutes = JSON.parse((await frr?.show('bgp ipv4 unicast json')) ?? '{"routes":{}}');
        return Object.keys(routes).filter((prefix) => routes[prefix]?.some(({ pathFrom }) => pathFrom === 'external'));
      };
      await waitUntil('the wrong subnet arrives', async () => (await arrived()).includes(wrongSubnet(facts)), 40);
      return [{ name: 'aws-bgp.log', text: awsBgpLog(inside.device, await arrived()) }];
    },
  },
  {
    id: 'cidr-overlap',
    mistake: "the hospital's own network covers the cloud subnet",
    // This plugin excludes local networks from every tunnel, and logs them (bypass-lan, swanctl documentation).
    plugins: 'bypass-lan',
    async prepare({ device, facts }) {
      const { first } = cidrBlock(facts.cloudCidr);
      await device.machine.ip('link', 'add', 'own0', 'type', 'bridge');
      await device.machine.ip('address', 'add', `${addressText(first + 1)}/24`, 'dev', 'own0');
      await device.machine.ip('link', 'set', 'own0', 'up');
    },
    async show({ device }) {
      await waitUntil('the tunnel is up', () => device.charon(1).up());
      await waitUntil(
        'the device excludes its own network from the tunnel',
        () => /bypass policy for 1/.test(device.charon(1).log()),
        15,
      );
      return [];
    },
  },
];
