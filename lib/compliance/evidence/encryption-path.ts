import { DICOM_TLS_PORT, portService, STOW_PORT } from '../../config/ports';
import type { ListenerFacts } from './endpoint-facts';
import { inwardPorts, type SiteView } from './site-view';

/** One segment of the path between hospital and ingest, with the encryption of each port's traffic. */
export interface EncryptionSegment {
  readonly from: string;
  readonly to: string;
  /** The logical ids of the resources from which the values are read. */
  readonly readFrom: readonly string[];
  /** One for each port, in the order of the ports. */
  readonly cells: readonly EncryptionCell[];
}

export interface EncryptionCell {
  readonly level: 'encrypted' | 'clear' | 'unknown';
  readonly words: string;
}

export interface EncryptionPath {
  readonly title: string;
  readonly ports: readonly { readonly port: string; readonly service: string }[];
  readonly hops: readonly EncryptionSegment[];
}

const encrypted = (words: string): EncryptionCell => ({ level: 'encrypted', words });
const clear = (words: string): EncryptionCell => ({ level: 'clear', words });
const OTHER_TEAM: EncryptionCell = { level: 'unknown', words: 'run by another team, not in these templates' };

const isTls = (port: string): boolean => [STOW_PORT, DICOM_TLS_PORT].map(String).includes(port);
const payload = (port: string): EncryptionCell => (isTls(port) ? encrypted('TLS') : clear('not encrypted'));

/** From the hospital to the ingest, and from the ingest to the hospital's PACS if results are delivered. */
export function encryptionPaths(site: SiteView): readonly EncryptionPath[] {
  const inward = inwardPorts(site).map(({ port }) => ({ port, service: portService(Number(port)) }));
  const outward = (site.delivery?.targets ?? []).map(({ address, port }) => ({ port, service: `PACS ${address}` }));
  return [
    {
      title: 'From the hospital',
      ports: inward,
      hops: inwardHops(
        site,
        inward.map(({ port }) => port),
      ),
    },
    ...(outward.length === 0
      ? []
      : [
          {
            title: 'Results to the hospital',
            ports: outward,
            hops: outwardHops(
              site,
              outward.map(({ port }) => port),
            ),
          },
        ]),
  ];
}

function inwardHops(site: SiteView, ports: readonly string[]): readonly EncryptionSegment[] {
  const { endpoint } = site;
  const cell = endpoint?.cell;
  const balancer = cell === undefined ? 'load balancer of the ingest' : 'load balancer of the hospital’s cell';
  return [
    ...lines(site, ports, 'hospital', 'virtual private gateway'),
    {
      from: 'virtual private gateway',
      to: `interface endpoint, PrivateLink, ${balancer}`,
      readFrom: endpoint === undefined ? [] : [endpoint.resource.id],
      cells: ports.map(payload),
    },
    {
      from: balancer,
      to: cell === undefined ? 'ingest' : 'gate of the hospital’s cell',
      readFrom: ports.flatMap((port) => listenerOf(site, port)?.id ?? []),
      cells: ports.map((port) => (cell === undefined ? OTHER_TEAM : behindLoadBalancer(site, port))),
    },
  ];
}

function listenerOf({ endpoint }: SiteView, port: string): ListenerFacts | undefined {
  const cell = endpoint?.cell;
  return port === String(STOW_PORT) ? cell?.stow : cell?.network.find((one) => one.port === port);
}

function behindLoadBalancer(site: SiteView, port: string): EncryptionCell {
  const listener = listenerOf(site, port);
  if (listener === undefined) return clear('no listener');
  if (port === String(STOW_PORT)) {
    const target = site.endpoint?.cell?.targetProtocol;
    return target === 'HTTPS' || target === 'TLS'
      ? encrypted('TLS ends here; TLS again to the gate')
      : clear(`TLS ends here; ${target ?? 'unknown'} to the gate`);
  }
  return listener.protocol === 'TLS'
    ? clear('TLS ends here; not encrypted to the gate, in the ingest’s VPC')
    : clear('not encrypted, in the ingest’s VPC');
}

function outwardHops(site: SiteView, ports: readonly string[]): readonly EncryptionSegment[] {
  return [
    {
      from: 'ingest',
      to: 'PrivateLink, delivery load balancer, virtual private gateway',
      readFrom: site.view.ofType('AWS::EC2::VPCEndpointService').map(({ id }) => id),
      cells: ports.map(payload),
    },
    ...lines(site, ports, 'virtual private gateway', 'hospital'),
  ];
}

/** The segment between the hospital and AWS. */
function lines(
  { vpn, lines: direct }: SiteView,
  ports: readonly string[],
  from: string,
  to: string,
): readonly EncryptionSegment[] {
  return [
    ...(vpn === undefined
      ? []
      : [
          {
            from: `${from}, by VPN`,
            to,
            readFrom: [vpn.policy.resource.id],
            cells: ports.map((port) => encrypted(isTls(port) ? 'IPsec, with TLS inside' : 'IPsec')),
          },
        ]),
    ...(direct.length === 0
      ? []
      : [
          {
            from: `${from}, by Direct Connect`,
            to,
            readFrom: direct.map(({ id }) => id),
            cells: ports.map((port) => (isTls(port) ? encrypted('TLS only') : clear('not encrypted'))),
          },
        ]),
  ];
}
