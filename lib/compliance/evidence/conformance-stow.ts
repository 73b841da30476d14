import { parseBlock, within } from '../../config/addressing/ipv4';
import { DIMSE_PORTS, STOW_PORT } from '../../config/ports';
import { given, type Read, reading } from './conformance-check';
import { EIFU, type StowId } from './eifu';
import { inwardPorts, type SiteView } from './site-view';

/** What a template says to each value of the VPN Direct Connect page. */

/** What the gate is held to by its own tests. */
const SERVED =
  'The gate serves STOW-RS, and QIDO-RS and WADO-RS of this hospital’s own studies; it refuses every other path.';
const ANOTHERS = 'The ingest service is another’s: it is not in these templates.';
const NO_ENDPOINT = reading('deviation', ['nothing'], 'The template has no endpoint.');

const port: Read = (site) => {
  const open = inwardPorts(site);
  const found = open.map(({ protocol, port }) => `${protocol} ${port}`);
  const stow = open.some(({ port, protocol }) => port === String(STOW_PORT) && protocol === 'tcp');
  if (!stow) return reading('deviation', found, `Port ${STOW_PORT} is not open.`);
  const others = open.filter(({ port }) => port !== String(STOW_PORT));
  if (others.length === 0) return reading('same', found);
  const dimse = others.filter((one) => one.protocol === 'tcp' && Object.hasOwn(DIMSE_PORTS, one.port));
  return reading(
    'deviation',
    found,
    dimse.length === others.length
      ? `Beside ${STOW_PORT}, DIMSE is open, which this page doesn’t speak of: ${dimse.map(({ port }) => port).join(', ')}.`
      : `Beside ${STOW_PORT} are open: ${others.map(({ protocol, port }) => `${protocol} ${port}`).join(', ')}.`,
  );
};

const ping: Read = ({ ports }) => {
  const icmp = ports.some(
    ({ direction, protocol, fromHospital }) =>
      direction === 'in' && fromHospital && ['icmp', 'all', '1'].includes(protocol),
  );
  return icmp
    ? reading('same', ['ICMP is let in'])
    : reading(
        'deviation',
        ['no ICMP is let in'],
        'ping and traceroute to the endpoint stay without an answer; the page’s TLS handshake shows the way instead.',
      );
};

const reach: Read = ({ ports, declared }) => {
  const met = ports.filter(({ fromHospital, direction }) => fromHospital || direction === 'out');
  const hospital = declared?.network.hospitalCidrs.flatMap((cidr) => parseBlock(cidr) ?? []) ?? [];
  const peers = [...new Set(met.filter(({ fromHospital }) => fromHospital).map(({ peer }) => peer))];
  const outside = peers.filter((peer) => {
    const block = parseBlock(peer);
    return block === undefined || !hospital.some((one) => within(block, one));
  });
  return outside.length === 0
    ? reading('same', peers, 'Only the hospital’s declared subnets are let in, and nothing else is let out.')
    : reading('deviation', peers, `Outside the declared subnets: ${outside.join(', ')}.`);
};

const tls: Read = ({ door }) => {
  if (door === undefined) return NO_ENDPOINT;
  if (door.cell === undefined) return reading('elsewhere', [], ANOTHERS);
  const { stow } = door.cell;
  if (stow?.tlsPolicy === undefined || !['HTTPS', 'TLS'].includes(stow.protocol))
    return reading('deviation', [stow?.protocol ?? 'no listener'], 'Port 443 is not TLS with an explicit policy.');
  return reading('same', [stow.tlsPolicy]);
};

const url: Read = ({ door }) => {
  if (door === undefined) return NO_ENDPOINT;
  const host = door.hostName ?? 'a name that the hospital is told';
  if (door.cell === undefined) return reading('given', [`https://${host}/dicomweb/studies`], ANOTHERS);
  const { paths } = door.cell;
  if (paths === undefined)
    return reading('same', [`https://${host}/dicomweb/studies`], `The load balancer reads no paths. ${SERVED}`);
  return paths.includes('/dicomweb/*')
    ? reading(
        'same',
        [`https://${host}/dicomweb/studies`],
        `Paths that the load balancer hands on: ${paths.join(', ')}. ${SERVED}`,
      )
    : reading('deviation', paths, 'The path of the page is not served.');
};

const authentication: Read = ({ door, declared }) => {
  if (door === undefined) return NO_ENDPOINT;
  if (door.auth === 'unknown') return reading('elsewhere', [door.service], 'Which door this is can’t be told.');
  const found = [door.auth === 'mtls' ? 'mTLS' : 'Basic'];
  if (declared !== undefined && declared.dicom.stow.auth !== door.auth)
    return reading('deviation', found, 'Not the door that was declared for this hospital.');
  return reading('same', found, 'One of the two, chosen for this hospital.');
};

const clientTrust: Read = ({ door }) => {
  if (door === undefined) return NO_ENDPOINT;
  if (door.auth === 'basic') return reading('none', [], 'This hospital authenticates by Basic.');
  if (door.cell === undefined) return reading('elsewhere', [], ANOTHERS);
  const found = door.cell.stow?.clientCertificates;
  return found === 'verify, expiry held'
    ? reading('same', [found])
    : reading('deviation', [found ?? 'not asked for'], 'Client certificates are not verified in full.');
};

const timeout: Read = ({ door }) => {
  if (door === undefined) return NO_ENDPOINT;
  if (door.cell === undefined) return reading('elsewhere', [], ANOTHERS);
  const found = door.cell.idleSeconds;
  if (found === undefined) return reading('deviation', ['not specified'], 'AWS’s default is 60 s.');
  return Number(found) >= Number.parseInt(EIFU.timeout.values[0], 10)
    ? reading('same', [`${found} s without a byte`], 'The PACS’s own timeout is set by the hospital.')
    : reading('deviation', [`${found} s without a byte`], 'Shorter than the page’s 300 s: large studies break off.');
};

const routing: Read = (site) => {
  const { vpn, lines } = site;
  const found = [
    ...(vpn === undefined ? [] : [vpn.staticOnly ? 'static' : 'BGP']),
    ...(lines.length === 0 ? [] : ['BGP over Direct Connect']),
  ];
  if (vpn?.staticOnly === true && vpn.staticRoutes.length === 0)
    return reading('deviation', found, 'Static routing without any route.');
  return found.length === 0
    ? reading('deviation', ['nothing'], 'No way leads to the hospital.')
    : reading('same', found, vpn?.staticOnly === true ? `Routes to ${vpn.staticRoutes.join(', ')}.` : '');
};

const monitoring: Read = ({ vpn, view }: SiteView) => {
  const alarms = view.ofType('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm').length;
  const logged = vpn?.tunnels.every(({ logged }) => logged) ?? true;
  const found = [
    ...(vpn === undefined ? [] : [logged ? 'both tunnels logged' : 'not both tunnels logged']),
    `${alarms} alarms`,
  ];
  return logged && alarms > 0
    ? reading('same', found)
    : reading('deviation', found, 'What the page asks to look at is not recorded.');
};

const peerAsn: Read = ({ vpn, lines }) => {
  const found = [
    ...(vpn?.gateway === undefined
      ? []
      : [`${vpn.gateway.address}, ${vpn.gateway.asn === undefined ? 'no AS' : `AS ${vpn.gateway.asn}`}`]),
    ...new Set(lines.map(({ asn }) => `AS ${asn} over Direct Connect`)),
  ];
  if (vpn !== undefined && !vpn.staticOnly && vpn.gateway?.asn === undefined)
    return reading('deviation', found, 'BGP without the number of the hospital’s AS: AWS takes 65000.');
  return given(
    found,
    vpn?.staticOnly === true ? 'With static routes the number means nothing; AWS wants one all the same.' : '',
  );
};

export const STOW_READINGS: Readonly<Record<StowId, Read>> = {
  peerAsn,
  directConnect: ({ lines }) =>
    lines.length === 0
      ? reading('none', [], 'The site has no Direct Connect.')
      : lines.every(({ keyed }) => keyed)
        ? given(lines.map(({ connection, vlan, asn }) => `${connection}, VLAN ${vlan}, AS ${asn}, BGP key`))
        : reading(
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
      : reading(
          'elsewhere',
          [],
          door.cell === undefined
            ? ANOTHERS
            : 'What the gate takes is its program’s, not the template’s: one bare object, or a multipart body. Its own tests show it.',
        ),
  monitoring,
};
