import { isWithin, parseBlock } from '../../config/addressing/ipv4';
import { DIMSE_PORTS, STOW_PORT } from '../../config/ports';
import { type ConformanceCheck, conformanceResult, givenByHospital } from './conformance-check';
import { EIFU, type StowId } from './eifu';
import { inwardPorts, type SiteView } from './site-view';

/** The checks of the VPN Direct Connect page, by value. */

/** The gate's own tests check this. */
const SERVED =
  'The gate serves STOW-RS, and QIDO-RS and WADO-RS of this hospital’s own studies; it refuses every other path.';
const ANOTHERS = 'The ingest service is another’s: it is not in these templates.';
const NO_ENDPOINT = conformanceResult('deviation', ['nothing'], 'The template has no endpoint.');

const port: ConformanceCheck = (site) => {
  const open = inwardPorts(site);
  const found = open.map(({ protocol, port }) => `${protocol} ${port}`);
  const stow = open.some(({ port, protocol }) => port === String(STOW_PORT) && protocol === 'tcp');
  if (!stow) return conformanceResult('deviation', found, `Port ${STOW_PORT} is not open.`);
  const others = open.filter(({ port }) => port !== String(STOW_PORT));
  if (others.length === 0) return conformanceResult('same', found);
  const dimse = others.filter((one) => one.protocol === 'tcp' && Object.hasOwn(DIMSE_PORTS, one.port));
  return conformanceResult(
    'deviation',
    found,
    dimse.length === others.length
      ? `Beside ${STOW_PORT}, DIMSE is open, which this page doesn’t speak of: ${dimse.map(({ port }) => port).join(', ')}.`
      : `Beside ${STOW_PORT} are open: ${others.map(({ protocol, port }) => `${protocol} ${port}`).join(', ')}.`,
  );
};

const ping: ConformanceCheck = ({ ports }) => {
  const icmp = ports.some(
    ({ direction, protocol, fromHospital }) =>
      direction === 'in' && fromHospital && ['icmp', 'all', '1'].includes(protocol),
  );
  return icmp
    ? conformanceResult('same', ['ICMP is let in'])
    : conformanceResult(
        'deviation',
        ['no ICMP is let in'],
        'ping and traceroute to the endpoint stay without an answer; the page’s TLS handshake shows the way instead.',
      );
};

const reach: ConformanceCheck = ({ ports, declared }) => {
  const met = ports.filter(({ fromHospital, direction }) => fromHospital || direction === 'out');
  const hospital = declared?.network.hospitalCidrs.flatMap((cidr) => parseBlock(cidr) ?? []) ?? [];
  const peers = [...new Set(met.filter(({ fromHospital }) => fromHospital).map(({ peer }) => peer))];
  const outside = peers.filter((peer) => {
    const block = parseBlock(peer);
    return block === undefined || !hospital.some((one) => isWithin(block, one));
  });
  return outside.length === 0
    ? conformanceResult('same', peers, 'Only the hospital’s declared subnets are let in, and nothing else is let out.')
    : conformanceResult('deviation', peers, `Outside the declared subnets: ${outside.join(', ')}.`);
};

const tls: ConformanceCheck = ({ door }) => {
  if (door === undefined) return NO_ENDPOINT;
  if (door.cell === undefined) return conformanceResult('elsewhere', [], ANOTHERS);
  const { stow } = door.cell;
  if (stow?.tlsPolicy === undefined || !['HTTPS', 'TLS'].includes(stow.protocol))
    return conformanceResult(
      'deviation',
      [stow?.protocol ?? 'no listener'],
      'Port 443 is not TLS with an explicit policy.',
    );
  return conformanceResult('same', [stow.tlsPolicy]);
};

const url: ConformanceCheck = ({ door }) => {
  if (door === undefined) return NO_ENDPOINT;
  const host = door.hostName ?? 'a name that the hospital is told';
  if (door.cell === undefined) return conformanceResult('given', [`https://${host}/dicomweb/studies`], ANOTHERS);
  const { paths } = door.cell;
  if (paths === undefined)
    return conformanceResult(
      'same',
      [`https://${host}/dicomweb/studies`],
      `The load balancer reads no paths. ${SERVED}`,
    );
  return paths.includes('/dicomweb/*')
    ? conformanceResult(
        'same',
        [`https://${host}/dicomweb/studies`],
        `Paths that the load balancer hands on: ${paths.join(', ')}. ${SERVED}`,
      )
    : conformanceResult('deviation', paths, 'The path of the page is not served.');
};

const authentication: ConformanceCheck = ({ door, declared }) => {
  if (door === undefined) return NO_ENDPOINT;
  if (door.auth === 'unknown')
    return conformanceResult('elsewhere', [door.service], 'Which door this is can’t be determined.');
  const found = [door.auth === 'mtls' ? 'mTLS' : 'Basic'];
  if (declared !== undefined && declared.dicom.stow.auth !== door.auth)
    return conformanceResult('deviation', found, 'Not the door that was declared for this hospital.');
  return conformanceResult('same', found, 'One of the two, chosen for this hospital.');
};

const clientTrust: ConformanceCheck = ({ door }) => {
  if (door === undefined) return NO_ENDPOINT;
  if (door.auth === 'basic') return conformanceResult('none', [], 'This hospital authenticates by Basic.');
  if (door.cell === undefined) return conformanceResult('elsewhere', [], ANOTHERS);
  const found = door.cell.stow?.clientCertificates;
  return found === 'verify, expiry held'
    ? conformanceResult('same', [found])
    : conformanceResult('deviation', [found ?? 'not asked for'], 'Client certificates are not verified in full.');
};

const timeout: ConformanceCheck = ({ door }) => {
  if (door === undefined) return NO_ENDPOINT;
  if (door.cell === undefined) return conformanceResult('elsewhere', [], ANOTHERS);
  const found = door.cell.idleSeconds;
  if (found === undefined) return conformanceResult('deviation', ['not specified'], 'AWS’s default is 60 s.');
  return Number(found) >= Number.parseInt(EIFU.timeout.values[0], 10)
    ? conformanceResult('same', [`${found} s without a byte`], 'The PACS’s own timeout is set by the hospital.')
    : conformanceResult(
        'deviation',
        [`${found} s without a byte`],
        'Shorter than the page’s 300 s: large studies break off.',
      );
};

const routing: ConformanceCheck = (site) => {
  const { vpn, lines } = site;
  const found = [
    ...(vpn === undefined ? [] : [vpn.staticOnly ? 'static' : 'BGP']),
    ...(lines.length === 0 ? [] : ['BGP over Direct Connect']),
  ];
  if (vpn?.staticOnly === true && vpn.staticRoutes.length === 0)
    return conformanceResult('deviation', found, 'Static routing without any route.');
  return found.length === 0
    ? conformanceResult('deviation', ['nothing'], 'No way leads to the hospital.')
    : conformanceResult('same', found, vpn?.staticOnly === true ? `Routes to ${vpn.staticRoutes.join(', ')}.` : '');
};

const monitoring: ConformanceCheck = ({ vpn, view }: SiteView) => {
  const alarms = view.ofType('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm').length;
  const logged = vpn?.tunnels.every(({ logged }) => logged) ?? true;
  const found = [
    ...(vpn === undefined ? [] : [logged ? 'both tunnels logged' : 'not both tunnels logged']),
    `${alarms} alarms`,
  ];
  return logged && alarms > 0
    ? conformanceResult('same', found)
    : conformanceResult('deviation', found, 'What the page asks to look at is not recorded.');
};

const peerAsn: ConformanceCheck = ({ vpn, lines }) => {
  const found = [
    ...(vpn?.gateway === undefined
      ? []
      : [`${vpn.gateway.address}, ${vpn.gateway.asn === undefined ? 'no AS' : `AS ${vpn.gateway.asn}`}`]),
    ...new Set(lines.map(({ asn }) => `AS ${asn} over Direct Connect`)),
  ];
  if (vpn !== undefined && !vpn.staticOnly && vpn.gateway?.asn === undefined)
    return conformanceResult('deviation', found, 'BGP without the number of the hospital’s AS: AWS takes 65000.');
  return givenByHospital(
    found,
    vpn?.staticOnly === true ? 'With static routes the number means nothing; AWS wants one all the same.' : '',
  );
};

export const STOW_READINGS: Readonly<Record<StowId, ConformanceCheck>> = {
  peerAsn,
  directConnect: ({ lines }) =>
    lines.length === 0
      ? conformanceResult('none', [], 'The site has no Direct Connect.')
      : lines.every(({ keyed }) => keyed)
        ? givenByHospital(lines.map(({ connection, vlan, asn }) => `${connection}, VLAN ${vlan}, AS ${asn}, BGP key`))
        : conformanceResult(
            'deviation',
            lines.map(({ connection, vlan }) => `${connection}, VLAN ${vlan}`),
            'A BGP key is missing.',
          ),
  routing,
  port,
  reach,
  ping,
  tls,
  url,
  authentication,
  clientTrust,
  timeout,
  contentType: ({ door }) =>
    door === undefined
      ? NO_ENDPOINT
      : conformanceResult(
          'elsewhere',
          [],
          door.cell === undefined
            ? ANOTHERS
            : 'What the gate takes is its program’s, not the template’s: one bare object, or a multipart body. Its own tests show it.',
        ),
  monitoring,
};
