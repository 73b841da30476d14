import { addressText, block } from '../../site/ipv4';
import { routerAddress } from '../cloud/vpc';
import { until } from '../lab/run';
import { workstations } from '../plan';
import type { Fault } from './fault';

/** Mistakes with addresses: IPsec comes up, and nothing passes. */

const WRONG_SUBNET = '10.99.99.0/24';

/** As AWS writes its BGP log (Site-to-Site VPN User Guide, "BGP logs"): a stand-in, made from what FRR has. */
const routeStatus = (prefix: string, status: 'UPDATED' | 'WITHDRAWN'): string =>
  JSON.stringify({ resource_id: 'vpn-rehearsal', type: 'RouteStatus', status, message: { prefix } });

export const addressFaults: readonly Fault[] = [
  {
    id: 'traffic-selector',
    mistake: 'policy-based: the subnets as selectors (connects, BGP can not start)',
    bgp: true,
    edit: (name, text, { hospitalCidrs, cloudCidr }) =>
      name === 'heartlab-tunnel-1.conf'
        ? text
            .replace(/local_ts = .*/, `local_ts = ${hospitalCidrs[0]}`)
            .replace(/remote_ts = .*/, `remote_ts = ${cloudCidr}`)
        : text,
    async prepare({ device, endpoint, facts }) {
      // libipsec, on both sides, wants an address of its own in its selector.
      await endpoint.machine.ip('address', 'add', `${routerAddress(facts.cloudCidr)}/32`, 'dev', 'lo');
      await device.machine.ip('address', 'add', `${workstations(facts)[0]}/32`, 'dev', 'lo');
    },
    async show({ device }) {
      await until('the tunnel is up', () => device.charon(1).up());
      return [];
    },
  },
  {
    id: 'inside-address',
    mistake: 'a wrong inside address',
    bgp: true,
    insideOf: () => '169.254.99.2',
    async show({ device, facts }) {
      await until('the tunnel is up', () => device.charon(1).up());
      const show = `bgp neighbors ${facts.vpn.tunnels[0].inside.aws}`;
      const frr = device.frr;
      if (frr === undefined) return [];
      await until('BGP waits for a route to its neighbour', async () => /Waiting for NHT/.test(await frr.show(show)));
      return [{ name: 'hospital-show-bgp-neighbors.txt', text: await frr.show(show) }];
    },
  },
  {
    id: 'route-missing',
    mistake: 'a wrong subnet is announced',
    bgp: true,
    async show({ device, endpoint, facts }) {
      const [cidr = ''] = facts.hospitalCidrs;
      const has = async (prefix: string) => (await endpoint.frr?.show('bgp ipv4 unicast'))?.includes(prefix) === true;
      await until('the right subnet is announced first', () => has(cidr), 40);
      const { asn } = facts.vpn.routing.kind === 'bgp' ? facts.vpn.routing : { asn: 0 };
      await device.frr?.configure([
        `ip prefix-list HEARTLAB-OUT seq 900 permit ${WRONG_SUBNET}`,
        ...[`router bgp ${asn}`, 'address-family ipv4 unicast', `no network ${cidr}`, `network ${WRONG_SUBNET}`],
      ]);
      await until('the right subnet is withdrawn', async () => !(await has(cidr)) && has(WRONG_SUBNET), 40);
      const events = [
        routeStatus(cidr, 'UPDATED'),
        routeStatus(cidr, 'WITHDRAWN'),
        routeStatus(WRONG_SUBNET, 'UPDATED'),
      ];
      return [{ name: 'aws-bgp.log', text: events.join('\n') }];
    },
  },
  {
    id: 'cidr-overlap',
    mistake: "the hospital's own network covers the cloud subnet",
    // With it strongSwan leaves its own networks out of every tunnel, and says which (bypass-lan, swanctl documentation).
    plugins: 'bypass-lan',
    async prepare({ device, facts }) {
      const { first } = block(facts.cloudCidr);
      await device.machine.ip('link', 'add', 'own0', 'type', 'bridge');
      await device.machine.ip('address', 'add', `${addressText(first + 1)}/24`, 'dev', 'own0');
      await device.machine.ip('link', 'set', 'own0', 'up');
    },
    async show({ device }) {
      await until('the tunnel is up', () => device.charon(1).up());
      await until(
        'the device leaves its own network out',
        () => /bypass policy for 1/.test(device.charon(1).log()),
        15,
      );
      return [];
    },
  },
];
