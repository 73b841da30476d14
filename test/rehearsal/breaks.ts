import { readFileSync } from 'node:fs';
import { SERVER } from '../../lib/ingest/containers';
import type { Template } from '../../lib/rehearsal/cloud/template';
import { until } from '../../lib/rehearsal/lab/run';
import { WIRES } from '../../lib/rehearsal/plan';
import type { Scene } from '../../lib/rehearsal/scene';

/** A way in which template, pack or network is wrong, and the step that must see it: of auckland-heart. */
export interface Break {
  readonly what: string;
  /** Words of the step's name. */
  readonly step: string;
  /** What it must say. */
  readonly cause: RegExp;
  template?(text: string): string;
  /** Just before the step. */
  before?(scene: Scene): Promise<void>;
}

/** Every resource of a type, changed. */
const ofType =
  (type: string, change: (properties: Record<string, unknown>) => void) =>
  (text: string): string => {
    const template: Template = JSON.parse(text);
    for (const { Type, Properties } of Object.values(template.Resources))
      if (Type === type && Properties !== undefined) change(Properties as Record<string, unknown>);
    return JSON.stringify(template);
  };

const CUT = 'table ip cut { chain in { type filter hook input priority 0; tcp dport 443 reject with tcp reset; }; }';

/** The device's file of tunnel 1, as an administrator has it after all: what is loaded anew is built anew. */
async function reconfigure({ device, lab }: Scene, change: (text: string) => string): Promise<void> {
  const file = 'heartlab-tunnel-1.conf';
  const charon = device.charon(1);
  const newest = async () =>
    Math.max(0, ...[...(await charon.sas()).matchAll(/: #(\d+), ESTABLISHED/g)].map(([, n]) => Number(n)));
  const before = await newest();
  charon.writeFile(file, change(readFileSync(lab.file(`device-1/swanctl/${file}`), 'utf8')));
  await charon.load();
  await until('tunnel 1 is built anew', async () => (await newest()) > before && charon.up());
}

/** What listens here, a port or a path, leads there. */
const relay = (from: string, to: string): readonly string[] => [
  ...[
    '-e',
    "require('net').createServer((s) => s.pipe(require('net').connect(process.argv[2])).pipe(s)).listen(process.argv[1])",
  ],
  ...[from, to],
];

/** The neighbour's gate stores in this site's Orthanc, as all gates did in one of an environment. */
async function shareServer({ ingest, lab }: Scene): Promise<void> {
  const [socket, node] = [lab.file('shared.sock'), process.execPath];
  const { httpPort } = SERVER;
  const to = ingest.own.machine.start('shared', node, relay(socket, `${httpPort}`));
  const from = ingest.neighbour.machine.start('sharing', node, relay(`${httpPort + 1}`, socket));
  await ingest.neighbour.machine.nft(
    `table ip shared { chain out { type nat hook output priority dstnat; tcp dport ${httpPort} redirect to :${httpPort + 1}; }; }`,
  );
  const asks = () => ingest.neighbour.machine.succeeds('curl', ['-sf', `http://127.0.0.1:${httpPort}/system`]);
  await Promise.all([to, from].map((service) => service.ready('the relay', asks)));
}

export const BREAKS: readonly Break[] = [
  {
    what: "the template's customer gateway has another address",
    step: 'both tunnels establish',
    cause: /unknown-peer/,
    template: (text) => text.replaceAll('"203.0.113.10"', '"203.0.113.99"'),
  },
  {
    what: 'the device offers a weaker proposal that AWS takes',
    step: 'what was negotiated',
    cause: /tunnel 1 negotiated AES_GCM_16-128\/.*; the pack recommends AES_GCM_16-256/,
    before: (scene) => reconfigure(scene, (text) => text.replaceAll(/(proposals = )aes256gcm16/g, '$1aes128gcm16')),
  },
  {
    what: 'the template has another lifetime than the pack',
    step: 'what was negotiated',
    cause: /of the template has lifetimes 28800 and 900 s.*; the pack says lifetimes 28800 and 3600 s/,
    template: ofType('Custom::HeartLabVpnTunnels', (properties) => {
      const tunnels = properties.Tunnels as readonly object[];
      properties.Tunnels = tunnels.map((tunnel) => ({ ...tunnel, Phase2LifetimeSeconds: 900 }));
    }),
  },
  {
    what: 'the template permits more than the site file says',
    step: 'what was negotiated',
    cause: /tunnel 1 of the template is not as the site file says: Phase1DHGroupNumbers, StartupAction/,
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
    what: 'the security group forgets HTTPS',
    step: 'routing, both ways',
    cause: /gets no answer from the endpoint's/,
    template: (text) => text.replaceAll(/"(From|To)Port":443/g, '"$1Port":444'),
  },
  {
    what: 'the connection has other inside addresses than the pack',
    step: 'what was negotiated',
    cause: /tunnel 1 of the template is not as the site file says: TunnelInsideCidr/,
    template: (text) => text.replaceAll('169.254.100.0/30', '169.254.99.0/30'),
  },
  {
    what: 'the hospital announces more than its CIDRs',
    step: 'routing, both ways',
    cause: /routes to the hospital that the site file does not name: 10\.99\.0\.0\/16/,
    before: async ({ device, vpc }) => {
      await device.frr?.configure([
        'ip prefix-list HEARTLAB-OUT seq 900 permit 10.99.0.0/16',
        ...['router bgp 65010', 'address-family ipv4 unicast', 'network 10.99.0.0/16'],
      ]);
      await until('it arrives', async () => (await vpc.machine.ip('route')).stdout.includes('10.99.0.0/16'));
    },
  },
  {
    what: 'a link has a smaller MTU than the pack says',
    step: 'packets of the full MTU pass',
    cause: /a packet of 1400 bytes does not pass tunnel 1/,
    before: async ({ device }) => {
      await device.machine.ip('link', 'set', 'dev', 'ipsec0', 'mtu', '1300');
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
    what: 'the template makes no record',
    step: 'verify.sh',
    cause: /^FAIL/,
    template: ofType('AWS::Route53::RecordSet', (record) => {
      record.Name = 'another-name.example';
    }),
  },
  {
    what: 'the load balancer of the delivery has another address than the firewall was told',
    step: 'results are delivered',
    cause: /the load balancer has the addresses 100\.64\.0\.13,/,
    template: (text) => text.replaceAll('"100.64.0.14"', '"100.64.0.13"'),
  },
  {
    what: 'nobody answers at the door',
    step: 'a study by STOW-RS',
    cause: /the store was answered 000/,
    before: async ({ ingest }) => {
      await ingest.own.machine.nft(CUT);
    },
  },
  {
    what: 'a client certificate is not asked for',
    step: 'a study by STOW-RS',
    cause: /no certificate is answered \d+, and 400 was to be/,
    before: async ({ ingest, lab }) => {
      const conf = lab.file('ingest-door/nginx.conf');
      await ingest.own.machine.shell(
        `sed -i 's/ssl_verify_client on/ssl_verify_client optional/' ${conf} && kill -HUP $(cat ${lab.file('ingest-door/nginx.pid')}) && sleep 1`,
      );
    },
  },
  {
    what: 'the security group forgets the DIMSE port',
    step: 'C-STORE',
    cause: /:11112 does not take a C-STORE from AKLCT1/,
    template: (text) => text.replaceAll(/"(From|To)Port":11112/g, '"$1Port":11113'),
  },
  {
    what: 'the delivery leads to another port than the PACS has',
    step: 'results are delivered',
    cause: /AKLPACS1: the server could not deliver/,
    template: ofType('AWS::ElasticLoadBalancingV2::TargetGroup', (group) => {
      group.Targets = (group.Targets as readonly object[]).map((target) => ({ ...target, Port: 11119 }));
    }),
  },
  {
    what: 'the ingest calls the PACS by another AE title',
    step: 'results are delivered',
    cause: /:11112 was not called as AKLPACS1/,
    before: async ({ ingest }) => {
      const path = 'http://127.0.0.1:8042/modalities/to-auckland-heart-1';
      const get = async (url: string) => JSON.parse((await ingest.own.machine.run('curl', ['-sf', url])).stdout);
      const { Host, Port } = await get(`${path}/configuration`);
      const put = JSON.stringify(['ANOTHER', Host, Port]);
      await ingest.own.machine.run('curl', ['-sf', '-X', 'PUT', '-d', put, path]);
    },
  },
  {
    what: 'the security group of the delivery lets nothing out to the PACS',
    step: 'results are delivered',
    cause: /AKLPACS1: the server could not deliver/,
    template: ofType('AWS::EC2::SecurityGroup', (group) => {
      const rules = (group.SecurityGroupEgress ?? []) as readonly { readonly FromPort?: number }[];
      group.SecurityGroupEgress = rules.filter(({ FromPort }) => FromPort !== 11112);
    }),
  },
  {
    what: 'the security group is open to everybody',
    step: 'ports that the site file leaves off',
    cause: /takes connections from 198\.18\.9\.2, which is in no hospital CIDR/,
    template: ofType('AWS::EC2::SecurityGroup', (group) => {
      const rules = (group.SecurityGroupIngress ?? []) as readonly object[];
      group.SecurityGroupIngress = rules.map((rule) => ({ ...rule, CidrIp: '0.0.0.0/0' }));
    }),
  },
  {
    what: 'the site VPC is peered with another',
    step: 'a neighbour site',
    cause: /the VPC has a way to the neighbour: [1-9]\d* packets arrived there/,
    template: (text) => {
      const template: Template = JSON.parse(text);
      const Properties = { DestinationCidrBlock: '100.64.0.0/10', VpcPeeringConnectionId: 'pcx-0123456789abcdef0' };
      return JSON.stringify({ Resources: { ...template.Resources, Peering: { Type: 'AWS::EC2::Route', Properties } } });
    },
  },
  {
    what: 'both cells have one server',
    step: 'a neighbour site',
    cause: /the site's cell finds 2 studies of a PatientID that both hospitals have, and 1 is its own/,
    before: shareServer,
  },
  {
    what: 'the neighbour comes with a certificate that the cell takes',
    step: 'a neighbour site',
    cause: /the neighbour's identity at the site's cell is answered \d+, and 403 was to be/,
    before: async ({ ingest: { certificates } }) => {
      Object.assign(certificates, { neighbour: certificates.own });
    },
  },
  {
    what: 'the security group has a port too many, on which nobody listens',
    step: 'ports that the site file leaves off',
    cause: /:22 is refused/,
    template: ofType('AWS::EC2::SecurityGroup', (group) => {
      const rules = (group.SecurityGroupIngress ?? []) as readonly object[];
      group.SecurityGroupIngress = rules.flatMap((rule) => [rule, { ...rule, FromPort: 22, ToPort: 22 }]);
    }),
  },
  {
    what: 'the VPC routes to the ingest, past PrivateLink',
    step: 'a neighbour site',
    cause: /the cell itself \(198\.18\.0\.2\) answers/,
    before: async ({ vpc, ingest, facts }) => {
      await vpc.machine.nft('add rule inet vpc forward accept');
      for (const cidr of facts.hospitalCidrs)
        await ingest.own.machine.ip('route', 'add', cidr, 'via', WIRES.privateLink.vpc);
    },
  },
  {
    what: 'AWS permits no DH group of the pack for phase 2',
    step: 'SAs are renewed',
    cause: /was renewed: not so after 10 s\. phase2-proposal/,
    before: async ({ endpoints: [endpoint], device }) => {
      await endpoint.replace({ ...endpoint.tunnelOptions, Phase2DHGroupNumbers: [{ Value: 14 }] }, undefined);
      await until('tunnel 1 is up', () => device.charon(1).up());
    },
  },
  {
    what: 'tunnel 2 is dead too',
    step: 'tunnel 1 dies with its endpoint',
    cause: /traffic takes tunnel 2: not so/,
    before: ({ endpoints: [, second] }) => second.kill(),
  },
  {
    what: 'AWS goes on with the policy as it was',
    step: 'in-place changes',
    cause: /AWS refuses what the policy no longer permits .*: not so/,
    before: async ({ endpoints }) => {
      for (const endpoint of endpoints) Object.assign(endpoint, { replace: async () => undefined });
    },
  },
  {
    what: 'the door goes away in the middle of the upload',
    step: 'in-place changes',
    cause: /of \d+ objects sent the answer .* says that 0 were stored/,
    before: async ({ ingest }) => {
      const cut = async () => ingest.own.machine.nft(CUT);
      // A lab that is closed by then says so: the step has failed before.
      setTimeout(() => cut().catch(() => undefined), 4000);
    },
  },
];
