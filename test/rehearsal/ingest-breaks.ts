import { SERVER_CONTAINER } from '../../lib/ingest-containers/containers';
import type { Testbed } from '../../lib/rehearsal/testbed';
import { type Break, CUT, ofType } from './break';

/** If one side of a connection fails, the other one is closed: a relay may be asked before the one behind it listens. */
const RELAY = `
  const { connect, createServer } = require('net');
  createServer((from) => {
    const to = connect(process.argv[2]);
    from.on('error', () => to.destroy()).pipe(to);
    to.on('error', () => from.destroy()).pipe(from);
  }).listen(process.argv[1]);`;

/** Node.js arguments that relay connections from a port or socket path to another. */
const relay = (from: string, to: string): readonly string[] => ['-e', RELAY, from, to];

/** The neighbour's gate stores in this site's Orthanc: both cells share one server. */
async function shareServer({ ingest, lab }: Testbed): Promise<void> {
  const socket = lab.file('shared.sock');
  const node = process.execPath;
  const { httpPort } = SERVER_CONTAINER;
  const to = ingest.own.machine.start('shared', node, relay(socket, `${httpPort}`));
  const from = ingest.neighbour.machine.start('sharing', node, relay(`${httpPort + 1}`, socket));
  await ingest.neighbour.machine.nft(
    `table ip shared { chain out { type nat hook output priority -100; tcp dport ${httpPort} redirect to :${httpPort + 1}; }; }`,
  );
  const asks = () => ingest.neighbour.machine.succeeds('curl', ['-sf', `http://127.0.0.1:${httpPort}/system`]);
  await Promise.all([to, from].map((service) => service.ready('the relay', asks)));
}

/** Defects of the cell and of the paths to and from it. */
export const INGEST_BREAKS: readonly Break[] = [
  {
    what: 'the load balancer of the delivery has another address than the pack',
    step: 'results are delivered',
    cause: /the load balancer has the addresses 100\.64\.0\.13,/,
    template: (text) => text.replaceAll('"100.64.0.14"', '"100.64.0.13"'),
  },
  {
    what: 'the load balancer refuses connections',
    step: 'a study is stored by STOW-RS',
    cause: /the store was answered 000/,
    before: async ({ ingest }) => {
      await ingest.own.machine.nft(CUT);
    },
  },
  {
    what: 'the load balancer does not require a client certificate',
    step: 'a study is stored by STOW-RS',
    cause: /no certificate is answered \d+, not 400/,
    before: async ({ ingest, lab }) => {
      const conf = lab.file('ingest-load-balancers/nginx.conf');
      // The worker with the old configuration takes connections until its title is "worker process is shutting down".
      await ingest.own.machine.shell(`
        sed -i 's/ssl_verify_client on/ssl_verify_client optional/' ${conf}
        nginx=$(cat ${lab.file('ingest-load-balancers/nginx.pid')})
        old=$(pgrep -P $nginx)
        kill -HUP $nginx
        while ps -o args= -p $old | grep -q 'worker process$'; do sleep 0.1; done`);
    },
  },
  {
    what: 'the security group does not allow the DIMSE port',
    step: 'C-STORE',
    cause: /:11112 does not accept a C-STORE from AKLCT1/,
    template: (text) => text.replaceAll(/"(From|To)Port":11112/g, '"$1Port":11113'),
  },
  {
    what: 'the delivery targets another port than the PACS uses',
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
    what: 'the security group of the delivery allows no egress to the PACS',
    step: 'results are delivered',
    cause: /AKLPACS1: the server could not deliver/,
    template: ofType('AWS::EC2::SecurityGroup', (group) => {
      const rules = (group.SecurityGroupEgress ?? []) as readonly { readonly FromPort?: number }[];
      group.SecurityGroupEgress = rules.filter(({ FromPort }) => FromPort !== 11112);
    }),
  },
  {
    what: 'both cells share one server',
    step: 'a neighbour site',
    cause: /the site's cell finds 2 studies of a PatientID that both hospitals use; one is its own/,
    before: shareServer,
  },
  {
    what: 'the neighbour presents a certificate that the cell accepts',
    step: 'a neighbour site',
    cause: /the neighbour's identity at the site's cell is answered \d+, not 403/,
    before: async ({ ingest: { certificates } }) => {
      Object.assign(certificates, { neighbour: certificates.own });
    },
  },
];
