import { isWithin, parseBlock } from '../../config/addressing/ipv4';
import { DIMSE_PORTS, STOW_PORT } from '../../config/ports';
import { type ConformanceCheck, conformanceResult, givenFact } from './conformance-check';
import { EIFU, type StowId } from './eifu';
import { inwardPorts, type SiteView } from './site-view';

/** The checks of the VPN Direct Connect page, by value. */

/** Tested by the gate's own tests. */
const SERVED =
  'The gate serves STOW-RS, and QIDO-RS and WADO-RS of this hospital’s own studies; it refuses every other path.';
const OTHER_TEAM = 'Another team runs the ingest service: it is not in these templates.';
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
      ? `DIMSE ports, which this page does not mention, are also open: ${dimse.map(({ port }) => port).join(', ')}.`
      : `Other ports are also open: ${others.map(({ protocol, port }) => `${protocol} ${port}`).join(', ')}.`,
  );
};

const ping: ConformanceCheck = ({ ports }) => {
  const icmp = ports.some(
    ({ direction, protocol, fromHospital }) =>
      direction === 'in' && fromHospital && ['icmp', 'all', '1'].includes(protocol),
  );
  return icmp
    ? conformanceResult('same', ['ICMP is permitted'])
    : conformanceResult(
        'deviation',
        ['ICMP is not permitted'],
        'The endpoint does not answer ping and traceroute. The page’s TLS handshake tests the path instead.',
      );
};

const reach: ConformanceCheck = ({ ports, declared }) => {
  const hospital = declared?.network.hospitalCidrs.flatMap((cidr) => parseBlock(cidr) ?? []) ?? [];
  const peers = [...new Set(ports.filter(({ fromHospital }) => fromHospital).map(({ peer }) => peer))];
  const outside = peers.filter((peer) => {
    const block = parseBlock(peer);
    return block === undefined || !hospital.some((one) => isWithin(block, one));
  });
  return outside.length === 0
    ? conformanceResult('same', peers, 'Only the hospital’s declared subnets are permitted, in both directions.')
    : conformanceResult('deviation', peers, `Outside the declared subnets: ${outside.join(', ')}.`);
};

const tls: ConformanceCheck = ({ endpoint }) => {
  if (endpoint === undefined) return NO_ENDPOINT;
  if (endpoint.cell === undefined) return conformanceResult('elsewhere', [], OTHER_TEAM);
  const { stow } = endpoint.cell;
  if (stow?.tlsPolicy === undefined || !['HTTPS', 'TLS'].includes(stow.protocol))
    return conformanceResult(
      'deviation',
      [stow?.protocol ?? 'no listener'],
      'Port 443 is not TLS with an explicit policy.',
    );
  return conformanceResult('same', [stow.tlsPolicy]);
};

const url: ConformanceCheck = ({ endpoint }) => {
  if (endpoint === undefined) return NO_ENDPOINT;
  const host = endpoint.hostName ?? 'a name that HeartLab gives the hospital';
  if (endpoint.cell === undefined) return conformanceResult('given', [`https://${host}/dicomweb/studies`], OTHER_TEAM);
  const { paths } = endpoint.cell;
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
        `The load balancer forwards ${paths.join(', ')}. ${SERVED}`,
      )
    : conformanceResult('deviation', paths, 'The load balancer does not forward the page’s path.');
};

const authentication: ConformanceCheck = ({ endpoint, declared }) => {
  if (endpoint === undefined) return NO_ENDPOINT;
  if (endpoint.auth === 'unknown')
    return conformanceResult(
      'elsewhere',
      [endpoint.service],
      'The authentication of this service can’t be determined.',
    );
  const found = [endpoint.auth === 'mtls' ? 'mTLS' : 'Basic'];
  if (declared !== undefined && declared.dicom.stow.auth !== endpoint.auth)
    return conformanceResult('deviation', found, 'The site file declares the other kind of authentication.');
  return conformanceResult('same', found, 'One of the page’s two, chosen for this hospital.');
};

const clientTrust: ConformanceCheck = ({ endpoint }) => {
  if (endpoint === undefined) return NO_ENDPOINT;
  if (endpoint.auth === 'basic') return conformanceResult('none', [], 'This hospital uses Basic authentication.');
  if (endpoint.cell === undefined) return conformanceResult('elsewhere', [], OTHER_TEAM);
  const found = endpoint.cell.stow?.clientCertificates;
  return found === 'verify, expiry checked'
    ? conformanceResult('same', [found])
    : conformanceResult('deviation', [found ?? 'not requested'], 'Client certificates are not fully verified.');
};

const timeout: ConformanceCheck = ({ endpoint }) => {
  if (endpoint === undefined) return NO_ENDPOINT;
  if (endpoint.cell === undefined) return conformanceResult('elsewhere', [], OTHER_TEAM);
  const found = endpoint.cell.idleSeconds;
  if (found === undefined) return conformanceResult('deviation', ['not specified'], 'AWS’s default is 60 s.');
  return Number(found) >= Number.parseInt(EIFU.timeout.values[0], 10)
    ? conformanceResult('same', [`${found} s idle`], 'The hospital sets the timeout of its PACS.')
    : conformanceResult(
        'deviation',
        [`${found} s idle`],
        'Shorter than the page’s 300 s: transfers of large studies fail.',
      );
};

const routing: ConformanceCheck = (site) => {
  const { vpn, lines } = site;
  const found = [
    ...(vpn === undefined ? [] : [vpn.staticOnly ? 'static' : 'BGP']),
    ...(lines.length === 0 ? [] : ['BGP over Direct Connect']),
  ];
  if (vpn?.staticOnly === true && vpn.staticRoutes.length === 0)
    return conformanceResult('deviation', found, 'Static routing without a route.');
  return found.length === 0
    ? conformanceResult('deviation', ['nothing'], 'No connection leads to the hospital.')
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
    : conformanceResult('deviation', found, 'The logs or alarms that the page asks for are missing.');
};

const peerAsn: ConformanceCheck = ({ vpn, lines }) => {
  const found = [
    ...(vpn?.gateway === undefined
      ? []
      : [`${vpn.gateway.address}, ${vpn.gateway.asn === undefined ? 'no ASN' : `AS ${vpn.gateway.asn}`}`]),
    ...new Set(lines.map(({ asn }) => `AS ${asn} over Direct Connect`)),
  ];
  if (vpn !== undefined && !vpn.staticOnly && vpn.gateway?.asn === undefined)
    return conformanceResult('deviation', found, 'BGP without the hospital’s ASN: AWS uses 65000.');
  return givenFact(found, vpn?.staticOnly === true ? 'Static routing does not use the ASN, but AWS requires one.' : '');
};

export const STOW_CHECKS: Readonly<Record<StowId, ConformanceCheck>> = {
  peerAsn,
  directConnect: ({ lines }) =>
    lines.length === 0
      ? conformanceResult('none', [], 'The site has no Direct Connect.')
      : lines.every(({ keyed }) => keyed)
        ? givenFact(lines.map(({ connection, vlan, asn }) => `${connection}, VLAN ${vlan}, AS ${asn}, BGP key`))
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
  contentType: ({ endpoint }) =>
    endpoint === undefined
      ? NO_ENDPOINT
      : conformanceResult(
          'elsewhere',
          [],
          endpoint.cell === undefined
            ? OTHER_TEAM
            : 'The gate decides this, not the template: it accepts one bare object or a multipart body. Its own tests check this.',
        ),
  monitoring,
};
