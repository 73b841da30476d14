import { stringify } from 'yaml';

/** The settings of a new site file as texts: the loader checks them in the file's text. Absent settings have defaults. */
export interface NewSite {
  readonly site: string;
  readonly name: string;
  readonly environment: string;
  readonly contacts: readonly string[];
  readonly hospitalCidrs: readonly string[];
  readonly cloudCidr: string;
  /** Absent with Direct Connect alone. */
  readonly vpn?: NewVpn;
  /** Empty without Direct Connect. */
  readonly virtualInterfaces: readonly NewInterface[];
  readonly auth: string;
  readonly dimsePorts: readonly string[];
  readonly callingAeTitles: readonly string[];
  readonly deliverTo: readonly { readonly aeTitle: string; readonly address: string; readonly port: string }[];
  /** The path of the JSON Schema, relative to the file's folder. */
  readonly schemaPath: string;
}

interface NewVpn {
  readonly publicIp: string;
  readonly device: string;
  readonly insideCidrs: readonly [string, string];
  readonly routing: string;
  /** Only with BGP. */
  readonly asn?: string;
  readonly ipsec: string;
}

interface NewInterface {
  readonly connectionId: string;
  readonly vlan: string;
  readonly asn: string;
}

/** A value as YAML on one line, quoted if necessary. */
const value = (item: string | readonly string[]): string =>
  stringify(item, {
    collectionStyle: 'flow',
    lineWidth: 0,
    flowCollectionPadding: false,
    ...(/\s{2}|[^\x20-\x7e]/.test([item].flat().join('')) ? { defaultStringType: 'QUOTE_DOUBLE' as const } : {}),
  }).trim();

/** A text within `{ … }` or `[ … ]`, where more characters need quotes. */
const inner = (item: string): string => value([item]).slice(1, -1);

/** A number with leading zeros is quoted, so that the loader reports it as it was given. */
const number = (item: string): string => (/^(0|[1-9]\d*)$/.test(item) ? item : inner(item));

const INTERFACE_NAMES = ['primary', 'secondary', 'third', 'fourth'];

/** The text of a new site file. It explains each setting, so that the next person who edits it needs no other page. */
export function newSiteText(site: NewSite): string {
  return [
    `# yaml-language-server: $schema=${site.schemaPath}`,
    `site: ${site.site}                 # = the file's name; the stack is SiteStack-${site.site}`,
    `name: ${value(site.name)}`,
    `environment: ${value(site.environment)}                # a key of environments.yaml`,
    '',
    'contacts:',
    `  network: ${value(site.contacts)}   # the hospital's network administrators`,
    '',
    'network:',
    `  hospitalCidrs: ${value(site.hospitalCidrs)}   # "Local IPv4 CIDR block"; append new ones at the end`,
    `  cloudCidr: ${value(site.cloudCidr)}          # "Remote subnet": the site VPC; fixed for life`,
    '',
    ...(site.vpn === undefined ? [] : vpnLines(site.vpn)),
    ...directConnectLines(site.virtualInterfaces),
    'dicom:',
    `  stow: { auth: ${inner(site.auth)} }               # mtls | basic; TCP port 443`,
    ...dimseLines(site),
    ...deliveryLines(site.deliverTo),
    '',
  ].join('\n');
}

const vpnLines = (vpn: NewVpn): readonly string[] => [
  'vpn:',
  '  gateway:',
  `    publicIp: ${value(vpn.publicIp)}           # when it changes, put the old one into \`previous\``,
  `    device: ${value(vpn.device)}`,
  ...(vpn.asn === undefined ? [] : [`    asn: ${number(vpn.asn)}`]),
  '    previous: []                     # earlier gateways, oldest first: they keep the connection when the hospital moves',
  `  routing: ${value(vpn.routing)}                       # bgp | static; fixed for life`,
  `  ipsec: ${value(vpn.ipsec)}                      # eifu | strong | nzism, or phase1 and phase2 spelled out`,
  '  dpdTimeoutSeconds: 30',
  '  startup: start                     # start: AWS initiates | add: for a device that cannot respond',
  '  tunnels:',
  `    - { insideCidr: ${vpn.insideCidrs[0]}, keyGeneration: 1 }   # insideCidr is fixed for life; raise keyGeneration by one`,
  `    - { insideCidr: ${vpn.insideCidrs[1]}, keyGeneration: 1 }   # for a new key, one tunnel at a time`,
  '',
];

function directConnectLines(interfaces: readonly NewInterface[]): readonly string[] {
  if (interfaces.length === 0) return [];
  const items = interfaces.flatMap(({ connectionId, vlan, asn }, index) => [
    `    - name: ${INTERFACE_NAMES[index] ?? `number-${index + 1}`}                  # fixed for life`,
    `      connectionId: ${value(connectionId)}   # dxcon-… or dxlag-…`,
    `      vlan: ${number(vlan)}                        # fixed for life`,
    `      asn: ${number(asn)}                       # the hospital's router`,
  ]);
  return ['directConnect:', '  virtualInterfaces:                 # AWS chooses the peer addresses', ...items, ''];
}

const dimseLines = ({ dimsePorts, callingAeTitles }: NewSite): readonly string[] =>
  dimsePorts.length === 0
    ? [
        '  # dimse:                           # optional: C-STORE from the hospital',
        '  #   ports: [11112]                 # of 104, 11112, 2762 (TLS)',
        '  #   callingAeTitles: [MODALITY1]   # who may send',
      ]
    : [
        '  dimse:                             # C-STORE from the hospital',
        `    ports: [${dimsePorts.map(number).join(', ')}]`,
        ...(callingAeTitles.length > 0 ? [`    callingAeTitles: ${value(callingAeTitles)}`] : []),
      ];

const deliveryLines = (deliveries: NewSite['deliverTo']): readonly string[] =>
  deliveries.length === 0
    ? [
        "  # deliverTo:                       # optional: results to the hospital's PACS",
        '  #   - { aeTitle: PACS1, address: 10.20.1.15, port: 11112 }',
      ]
    : [
        "  deliverTo:                         # results to the hospital's PACS; its firewall must allow them",
        ...deliveries.map(
          ({ aeTitle, address, port }) =>
            `    - { aeTitle: ${inner(aeTitle)}, address: ${inner(address)}, port: ${number(port)} }`,
        ),
      ];
