import { UserError } from '../../project/errors';

/** The flags of `heartlab new`, as commander names them. */
export interface NewOptions {
  readonly sites: string;
  readonly publicIp?: string;
  readonly cidr?: readonly string[];
  readonly device?: string;
  readonly name?: string;
  readonly environment?: string;
  readonly contact?: readonly string[];
  readonly routing?: string;
  readonly asn?: string;
  readonly ipsec?: string;
  readonly auth?: string;
  readonly dimse?: readonly string[];
  readonly aeTitle?: readonly string[];
  readonly deliverTo?: readonly string[];
  readonly virtualInterface?: readonly string[];
  readonly cloudCidr?: string;
  readonly pool?: string;
  readonly account?: string;
  readonly region?: string;
  readonly zone?: readonly string[];
  readonly domain?: string;
  readonly mtlsService?: string;
  readonly basicService?: string;
  readonly telephone?: string;
  readonly email?: string;
  readonly hours?: string;
  readonly emergency?: string;
  readonly ownerName?: string;
  readonly ownerRole?: string;
  readonly ownerEmail?: string;
}

interface FlagMeaning {
  readonly option: Exclude<keyof NewOptions, 'sites' | 'pool'>;
  /** The path of its setting in the site file. */
  readonly path: string;
}

/**
 * The flags of a site, then those of an environment, whose paths begin below its name. A column of `--from` has the name of its
 * flag without the hyphens before it.
 */
const FLAGS = {
  '--public-ip': { option: 'publicIp', path: 'vpn.gateway.publicIp' },
  '--cidr': { option: 'cidr', path: 'network.hospitalCidrs' },
  '--device': { option: 'device', path: 'vpn.gateway.device' },
  '--environment': { option: 'environment', path: 'environment' },
  '--routing': { option: 'routing', path: 'vpn.routing' },
  '--asn': { option: 'asn', path: 'vpn.gateway.asn' },
  '--ipsec': { option: 'ipsec', path: 'vpn.ipsec' },
  '--virtual-interface': { option: 'virtualInterface', path: 'directConnect' },
  '--auth': { option: 'auth', path: 'dicom.stow.auth' },
  '--ae-title': { option: 'aeTitle', path: 'dicom.dimse.callingAeTitles' },
  '--dimse': { option: 'dimse', path: 'dicom.dimse' },
  '--deliver-to': { option: 'deliverTo', path: 'dicom.deliverTo' },
  '--name': { option: 'name', path: 'name' },
  '--contact': { option: 'contact', path: 'contacts' },
  '--cloud-cidr': { option: 'cloudCidr', path: 'network.cloudCidr' },
  '--account': { option: 'account', path: 'account' },
  '--region': { option: 'region', path: 'region' },
  '--zone': { option: 'zone', path: 'availabilityZones' },
  '--domain': { option: 'domain', path: 'ingest.domain' },
  '--mtls-service': { option: 'mtlsService', path: 'ingest.service.mtls' },
  '--basic-service': { option: 'basicService', path: 'ingest.service.basic' },
  '--telephone': { option: 'telephone', path: 'contacts.telephone' },
  '--email': { option: 'email', path: 'contacts.email' },
  '--hours': { option: 'hours', path: 'contacts.hours' },
  '--emergency': { option: 'emergency', path: 'contacts.emergency' },
  '--owner-name': { option: 'ownerName', path: 'system.owner.name' },
  '--owner-role': { option: 'ownerRole', path: 'system.owner.role' },
  '--owner-email': { option: 'ownerEmail', path: 'system.owner.email' },
} as const satisfies Readonly<Record<`--${string}`, FlagMeaning>>;

export type NewFlag = keyof typeof FLAGS;
const FLAG_NAMES = Object.keys(FLAGS) as readonly NewFlag[];
const isFlag = (text: string): text is NewFlag => Object.hasOwn(FLAGS, text);
const ENVIRONMENT_FLAGS = FLAG_NAMES.slice(FLAG_NAMES.indexOf('--account'));
const flagsOf = (made: 'environment' | 'site'): readonly NewFlag[] =>
  FLAG_NAMES.filter((flag) => ENVIRONMENT_FLAGS.includes(flag) === (made === 'environment'));
export const LIST_COLUMNS: readonly string[] = ['site', ...flagsOf('site').map((flag) => flag.slice(2))];

/** A flag of an environment has no effect on a site, nor the reverse. */
export function refuseOtherFlags(answers: NewAnswers, made: 'environment' | 'site'): void {
  const others = flagsOf(made === 'site' ? 'environment' : 'site');
  const other = others.find((flag) => answers[flag] !== undefined && flag !== '--environment');
  if (other === undefined) return;
  throw new UserError(
    made === 'site'
      ? `${other} is for an environment; leave it out, or leave the site out to add an environment`
      : `${other} is for a site; leave it out, or name the site`,
  );
}

/** Flags that may be repeated. Values that may contain spaces are separated by commas only. */
const MANY: readonly NewFlag[] = [
  '--zone',
  '--cidr',
  '--contact',
  '--dimse',
  '--virtual-interface',
  '--ae-title',
  '--deliver-to',
];
const WITH_SPACES: readonly NewFlag[] = ['--ae-title', '--deliver-to'];
export const takesMany = (flag: NewFlag): boolean => MANY.includes(flag);

/** The values of each flag. An empty list answers that there is none; an absent flag is not answered. */
export type NewAnswers = Readonly<Partial<Record<NewFlag, readonly string[]>>>;

export const firstOf = (answers: NewAnswers, flag: NewFlag): string => answers[flag]?.[0] ?? '';

export function answersOf(options: NewOptions): NewAnswers {
  return Object.fromEntries(
    FLAG_NAMES.flatMap((flag) => {
      const given = options[FLAGS[flag].option];
      return given === undefined ? [] : [[flag, [given].flat().filter((text) => text !== '')]];
    }),
  );
}

/** The values in one text. */
export function splitValues(flag: NewFlag, text: string, separator: RegExp): readonly string[] {
  if (!takesMany(flag)) return [text.trim()].filter((part) => part !== '');
  const parts = WITH_SPACES.includes(flag) ? text.split(separator) : text.split(separator).join(' ').split(/\s/);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** The cells of a row. An empty cell is no answer. A row with virtual interfaces and no public IP has Direct Connect alone. */
export function answersOfCells(cells: readonly (readonly [column: string, text: string])[]): NewAnswers {
  const answers: NewAnswers = Object.fromEntries(
    cells.flatMap(([column, text]) => {
      const flag = `--${column}`;
      const values = isFlag(flag) ? splitValues(flag, text, /[;,]/) : [];
      return values.length === 0 ? [] : [[flag, values]];
    }),
  );
  return firstOf(answers, '--virtual-interface') !== '' && firstOf(answers, '--public-ip') === ''
    ? { ...answers, '--public-ip': [] }
    : answers;
}

/** The flag for the setting at a path, such as `network.hospitalCidrs[0]`; undefined if there is none. */
export function flagOfPath(path: string, made: 'environment' | 'site' = 'site'): NewFlag | undefined {
  return flagsOf(made).find((flag) => {
    const own = FLAGS[flag].path;
    return path === own || path.startsWith(`${own}[`) || path.startsWith(`${own}.`);
  });
}

const VPN_FLAGS: readonly NewFlag[] = ['--device', '--routing', '--asn', '--ipsec'];

/** `--public-ip ""` means Direct Connect alone. */
export const answersHaveVpn = (answers: NewAnswers): boolean => answers['--public-ip']?.length !== 0;

/** The flags that a file requires and that are not answered. */
export function missingFlags(answers: NewAnswers): readonly NewFlag[] {
  const required: readonly NewFlag[] = [
    '--public-ip',
    '--cidr',
    ...(answersHaveVpn(answers) ? (['--device', '--routing', '--ipsec'] as const) : []),
    '--environment',
    ...(answersHaveVpn(answers) && firstOf(answers, '--routing') === 'bgp' ? (['--asn'] as const) : []),
    '--auth',
    '--name',
    '--contact',
  ];
  return required.filter((flag) => answers[flag] === undefined);
}

export const INTERFACE_FORM = /^([^:]*):([^:]*):([^:]*)$/;
export const DELIVERY_FORM = /^(.*)@([^@:]*):([^@:]*)$/;

/** The parts of each answer that has the form. */
export const partsOf = (texts: readonly string[] = [], form: RegExp): readonly (readonly string[])[] =>
  texts.flatMap((text) => {
    const found = form.exec(text);
    return found === null ? [] : [found.slice(1)];
  });

/** A mistake in a flag. Without a flag, it is in a setting that no flag sets. */
export interface FlagProblem {
  readonly flag: NewFlag | undefined;
  /** What was found and what to write, without the flag. */
  readonly text: string;
}

/** Mistakes that the file would not show: an answer that is not written into it, or has a form of its own. */
export function formProblems(answers: NewAnswers, shown: (text: string) => string): readonly FlagProblem[] {
  const formOf = (flag: NewFlag, form: RegExp, like: string): readonly FlagProblem[] =>
    (answers[flag] ?? [])
      .filter((text) => !form.test(text))
      .map((text) => ({ flag, text: `${shown(text)} has another form; write it like ${like}` }));
  const unused = answersHaveVpn(answers) ? [] : VPN_FLAGS.filter((flag) => (answers[flag] ?? []).length > 0);
  return [
    ...formOf('--virtual-interface', INTERFACE_FORM, 'dxcon-fg1a2b3c:101:65010 (connection, VLAN, ASN)'),
    ...formOf('--deliver-to', DELIVERY_FORM, 'AKLPACS1@10.20.1.15:11112'),
    ...(unused.length === 0
      ? []
      : [
          {
            flag: '--public-ip' as const,
            text: `is empty, so there is no VPN, but ${unused.join(', ')} describes one; write the address, or leave ${unused.join(', ')} out`,
          },
        ]),
    ...((answers['--ae-title'] ?? []).length > 0 && (answers['--dimse'] ?? []).length === 0
      ? [
          {
            flag: '--dimse' as const,
            text: 'lists no port, but --ae-title lists who may send by DIMSE; add --dimse with the ports',
          },
        ]
      : []),
  ];
}

const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The flags and their values, for a POSIX shell. */
export function flagsText(answers: NewAnswers): string {
  return FLAG_NAMES.flatMap((flag) => {
    const values = answers[flag];
    if (values === undefined) return [];
    return values.length === 0 ? [`${flag} ''`] : values.map((text) => `${flag} ${quoted(text)}`);
  }).join(' ');
}

export const folderText = (sites: string): string => (sites === 'sites' ? '' : ` --sites ${quoted(sites)}`);
