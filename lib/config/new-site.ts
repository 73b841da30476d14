import { stringify } from 'yaml';

/** The settings that `heartlab new` requires; all others have defaults. */
export interface NewSite {
  readonly site: string;
  readonly name: string;
  readonly environment: string;
  readonly contacts: readonly string[];
  readonly publicIp: string;
  readonly hospitalCidrs: readonly string[];
  readonly cloudCidr: string;
  readonly device: string;
  readonly insideCidrs: readonly [string, string];
  readonly routing: string;
  /** Only with BGP. */
  readonly asn?: number;
  readonly ipsec: string;
  readonly auth: string;
  readonly dimsePorts: readonly string[];
  readonly callingAeTitles: readonly string[];
  /** The path of the JSON Schema, relative to the file's folder. */
  readonly schemaPath: string;
}

/** A value as YAML on one line, quoted if necessary. */
const value = (item: string | readonly string[]): string =>
  stringify(item, {
    collectionStyle: 'flow',
    lineWidth: 0,
    flowCollectionPadding: false,
    ...(/\s{2}|[^\x20-\x7e]/.test([item].flat().join('')) ? { defaultStringType: 'QUOTE_DOUBLE' as const } : {}),
  }).trim();

const numbers = (items: readonly string[]): string =>
  `[${items.map((item) => (/^\d+$/.test(item) ? item : value(item))).join(', ')}]`;

/** The text of a new site file. It explains each setting, so that the next person who edits it needs no other page. */
export function newSiteText(site: NewSite): string {
  const dimse =
    site.dimsePorts.length === 0
      ? [
          '  # dimse:                           # optional: C-STORE from the hospital',
          '  #   ports: [11112]                 # of 104, 11112, 2762 (TLS)',
          '  #   callingAeTitles: [MODALITY1]   # who may send',
        ]
      : [
          '  dimse:                             # C-STORE from the hospital',
          `    ports: ${numbers(site.dimsePorts)}`,
          ...(site.callingAeTitles.length > 0 ? [`    callingAeTitles: ${value(site.callingAeTitles)}`] : []),
        ];
  const lines = [
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
    'vpn:',
    '  gateway:',
    `    publicIp: ${value(site.publicIp)}           # when it changes, put the old one into \`previous\``,
    `    device: ${value(site.device)}`,
    ...(site.asn === undefined ? [] : [`    asn: ${site.asn}`]),
    '    previous: []                     # earlier gateways, oldest first: they keep the connection when the hospital moves',
    `  routing: ${value(site.routing)}                       # bgp | static; fixed for life`,
    `  ipsec: ${value(site.ipsec)}                      # eifu | strong | nzism, or phase1 and phase2 spelled out`,
    '  dpdTimeoutSeconds: 30',
    '  startup: start                     # start: AWS initiates | add: for a device that cannot respond',
    '  tunnels:',
    `    - { insideCidr: ${site.insideCidrs[0]}, keyGeneration: 1 }   # insideCidr is fixed for life; raise keyGeneration by one`,
    `    - { insideCidr: ${site.insideCidrs[1]}, keyGeneration: 1 }   # for a new key, one tunnel at a time`,
    '',
    'dicom:',
    `  stow: { auth: ${value(site.auth)} }               # mtls | basic; TCP port 443`,
    ...dimse,
    "  # deliverTo:                       # optional: results to the hospital's PACS",
    '  #   - { aeTitle: PACS1, address: 10.20.1.15, port: 11112 }',
    '',
  ];
  return lines.join('\n');
}
