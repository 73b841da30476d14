import { readFileSync } from 'node:fs';
import { waitUntil } from '../../lib/rehearsal/lab/run';
import { LAB_ADDRESSES } from '../../lib/rehearsal/plan';
import type { Testbed } from '../../lib/rehearsal/testbed';
import { type Break, CUT, ofType, type TemplateJson } from './break';
import { INGEST_BREAKS } from './ingest-breaks';

/** Changes the device's file of tunnel 1. Loading it builds the tunnel again. */
async function reconfigure({ device, lab }: Testbed, change: (text: string) => string): Promise<void> {
  const file = 'heartlab-tunnel-1.conf';
  const charon = device.charon(1);
  const established = async () =>
    [...(await charon.sas()).matchAll(/: #(\d+), ESTABLISHED/g)].map(([, number]) => Number(number));
  const before = Math.max(0, ...(await established()));
  charon.writeFile(file, change(readFileSync(lab.file(`device-1/swanctl/${file}`), 'utf8')));
  await charon.load();
  const isNew = async () => {
    const found = await established();
    return found.length > 0 && found.every((number) => number > before);
  };
  await waitUntil('tunnel 1 is built again', async () => (await charon.settled()) && isNew());
}

export const BREAKS: readonly Break[] = [
  ...INGEST_BREAKS,
  {
    what: "the template's customer gateway has another address",
    step: 'both tunnels establish',
    cause: /unknown-peer/,
    template: (text) => text.replaceAll('"203.0.113.10"', '"203.0.113.99"'),
  },
  {
    what: 'the device offers a weaker proposal that AWS accepts',
    step: 'the negotiated values',
    cause: /tunnel 1 negotiated AES_GCM_16-128\/.*; the pack recommends AES_GCM_16-256/,
    before: (scene) => reconfigure(scene, (text) => text.replaceAll(/(proposals = )aes256gcm16/g, '$1aes128gcm16')),
  },
  {
    what: 'the template has another lifetime than the pack',
    step: 'the negotiated values',
    cause: /of the template has lifetimes 28800 and 900 s.*; the pack has lifetimes 28800 and 3600 s/,
    template: ofType('Custom::HeartLabVpnTunnels', (properties) => {
      const tunnels = properties.Tunnels as readonly object[];
      properties.Tunnels = tunnels.map((tunnel) => ({ ...tunnel, Phase2LifetimeSeconds: 900 }));
    }),
  },
  {
    what: 'the template permits more than the site file',
    step: 'the negotiated values',
    cause: /tunnel 1 of the template differs from the site file: Phase1DHGroupNumbers, StartupAction/,
    template: ofType('Custom::HeartLabVpnTunnels', (properties) => {
      const tunnels = properties.Tunnels as readonly { readonly Phase1DHGroupNumbers: readonly object[] }[];
      properties.Tunnels = tunnels.map((tunnel) => ({
        ...tunnel,
        StartupAction: 'add',
        Phase1DHGroupNumbers: [...tunnel.Phase1DHGroupNumbers, { Value: 2 }],
      }));
    }),
  },
  {
    what: 'the security group does not allow HTTPS',
    step: 'routing, both ways',
    cause: /gets no answer from the endpoint's/,
    template: (text) => text.replaceAll(/"(From|To)Port":443/g, '"$1Port":444'),
  },
  {
    what: 'the connection has other inside addresses than the pack',
    step: 'the negotiated values',
    cause: /tunnel 1 of the template differs from the site file: TunnelInsideCidr/,
    template: (text) => text.replaceAll('169.254.100.0/30', '169.254.99.0/30'),
  },
  {
    what: 'the hospital announces more than its CIDRs',
    step: 'routing, both ways',
    cause: /routes to the hospital that the site file does not name: 10\.99\.0\.0\/16/,
    before: async ({ device, vpc }) => {
      // BGP announces only what the routing table has. The lab runs no staticd, so the route is the kernel's.
      await device.machine.ip('route', 'add', 'blackhole', '10.99.0.0/16');
      await device.frr?.configure([
        'ip prefix-list HEARTLAB-OUT seq 900 permit 10.99.0.0/16',
        'router bgp 65010',
        'address-family ipv4 unicast',
        'network 10.99.0.0/16',
      ]);
      await waitUntil('it arrives', async () => (await vpc.machine.ip('route')).stdout.includes('10.99.0.0/16'));
    },
  },
  {
    what: 'a link has a smaller MTU than the pack recommends',
    step: 'packets of the full MTU pass',
    cause: /a packet of 1400 bytes does not pass tunnel 1/,
    before: async ({ device }) => {
      // The MTU of the device itself is set again whenever a child SA comes up.
      await device.machine.nft(
        'table inet link { chain out { type filter hook output priority 0; oifname "ipsec0" meta length > 1300 drop; }; }',
      );
    },
  },
  {
    what: 'the MSS clamp of the pack is not loaded',
    step: 'packets of the full MTU pass',
    cause: /a connection to the cloud has an MSS of more than 1398/,
    before: async ({ device }) => {
      await device.machine.nft('delete table inet heartlab');
    },
  },
  {
    what: 'the template creates no DNS record for the host name',
    step: 'verify.sh',
    cause: /^FAIL/,
    template: ofType('AWS::Route53::RecordSet', (record) => {
      record.Name = 'another-name.example';
    }),
  },
  {
    what: 'the security group allows every address',
    step: 'ports that the site file does not open',
    cause: /accepts connections from 198\.18\.9\.2, which is in no hospital CIDR/,
    template: ofType('AWS::EC2::SecurityGroup', (group) => {
      const rules = (group.SecurityGroupIngress ?? []) as readonly object[];
      group.SecurityGroupIngress = rules.map((rule) => ({ ...rule, CidrIp: '0.0.0.0/0' }));
    }),
  },
  {
    what: 'the site VPC is peered with another VPC',
    step: 'a neighbour site',
    cause: /the VPC has a route to the neighbour: [1-9]\d* packets arrived there/,
    template: (text) => {
      const template: TemplateJson = JSON.parse(text);
      const Properties = { DestinationCidrBlock: '100.64.0.0/10', VpcPeeringConnectionId: 'pcx-0123456789abcdef0' };
      return JSON.stringify({ Resources: { ...template.Resources, Peering: { Type: 'AWS::EC2::Route', Properties } } });
    },
  },
  {
    what: 'the security group allows a port that has no listener',
    step: 'ports that the site file does not open',
    cause: /:22 is refused/,
    template: ofType('AWS::EC2::SecurityGroup', (group) => {
      const rules = (group.SecurityGroupIngress ?? []) as readonly object[];
      group.SecurityGroupIngress = rules.flatMap((rule) => [rule, { ...rule, FromPort: 22, ToPort: 22 }]);
    }),
  },
  {
    what: 'the VPC routes to the ingest, without PrivateLink',
    step: 'a neighbour site',
    cause: /the cell itself \(198\.18\.0\.2\) answers/,
    before: async ({ vpc, ingest, facts }) => {
      await vpc.machine.nft('add rule inet vpc forward accept');
      for (const cidr of facts.hospitalCidrs)
        await ingest.own.machine.ip('route', 'add', cidr, 'via', LAB_ADDRESSES.privateLink.vpc);
    },
  },
  {
    what: 'AWS permits no DH group of the pack for phase 2',
    step: 'SAs are renewed',
    cause: /was renewed: not the case after \d+ s\. phase2-proposal/,
    before: async ({ endpoints: [endpoint], device }) => {
      await endpoint.replace({ ...endpoint.tunnelOptions, Phase2DHGroupNumbers: [{ Value: 14 }] }, undefined);
      // Both sides initiate: a renewal in the middle of the second negotiation would have another end.
      for (const charon of [device.charon(1), endpoint.charon])
        await waitUntil('tunnel 1 is up', () => charon.settled());
    },
  },
  {
    what: 'tunnel 2 fails too',
    step: 'tunnel 1 dies with its endpoint',
    cause: /traffic takes tunnel 2: not the case/,
    before: ({ endpoints: [, second] }) => second.kill(),
  },
  {
    what: 'AWS continues with the previous policy',
    step: 'in-place changes',
    cause: /AWS refuses values that the policy no longer permits .*: not the case/,
    before: async ({ endpoints }) => {
      for (const endpoint of endpoints) Object.assign(endpoint, { replace: async () => undefined });
    },
  },
  {
    what: 'the load balancer stops answering during the upload',
    step: 'in-place changes',
    cause: /\d+ objects were sent; the answer .* lists 0 as stored/,
    before: async ({ ingest }) => {
      const cut = async () => ingest.own.machine.nft(CUT);
      // If the step has failed before, the lab is closed, and this throws.
      setTimeout(() => cut().catch(() => undefined), 4000);
    },
  },
];
