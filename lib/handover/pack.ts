import { createHash } from 'node:crypto';
import type { Environment, Site } from '../config/model';
import { deviceFiles } from './devices';
import { type HandoverFacts, hasVpn } from './facts';
import { type PackFile, plainFile } from './pack-file';
import { placeholdersIn } from './placeholder';
import { README_PAGE, readmeMarkdown } from './readme';
import { PLAN_FILE } from './readme/change-plan';
import { readmeHtml } from './readme/html';
import { planHtml } from './readme/plan';
import type { ReadmeInput } from './readme/readme-input';
import { type SiteSecrets, sealSecrets, secretsText } from './secrets-file';
import { verifyFiles } from './verify/files';

/** The folder for a hospital's network administrator. */

export const MANIFEST_FILE = 'MANIFEST';
export const CA_BUNDLE = 'ca-bundle.pem';
const SECRETS_FILE = 'secrets.age';

export interface PackOptions {
  /** If true, the first page states that nothing may be configured from this pack. */
  readonly preview: boolean;
  /** The content of the environment's `ingest.serverCaBundle`, PEM; absent: hospitals trust the public authorities. */
  readonly caBundle?: string;
  /** The commit of the site file. */
  readonly commit: string;
  /** The secrets, and the public keys that they are encrypted for. */
  readonly secrets?: { readonly values: SiteSecrets; readonly recipients: readonly string[] };
}

/**
 * The same input gives the same bytes, except for `secrets.age`, which is encrypted with a new key each time.
 *
 * @throws RecipientError
 */
export async function packFiles(
  facts: HandoverFacts,
  site: Site,
  environment: Environment,
  options: PackOptions,
): Promise<readonly PackFile[]> {
  const configurations = hasVpn(facts) ? deviceFiles(facts) : [];
  const devices = configurations.map(({ name, text }) => plainFile(`device/${name}`, text));
  const named = (removal: true | undefined): readonly string[] =>
    configurations.filter((file) => file.removal === removal).map(({ name }) => `device/${name}`);
  const { caBundle, secrets } = options;
  const callingAeTitles = site.dicom.dimse?.callingAeTitles ?? [];
  const recordByHeartLab = environment.ingest.hostedZoneId !== undefined;
  const shared = { callingAeTitles, recordByHeartLab, caBundle: caBundle === undefined ? undefined : CA_BUNDLE };
  const input: ReadmeInput = {
    ...shared,
    facts,
    contacts: site.contacts.network,
    heartLab: environment.contacts,
    preview: options.preview,
    deviceFiles: named(undefined),
    removalFiles: named(true),
    deviceBlanks: placeholdersIn(devices.map(({ content }) => content).join('\n')),
    secretsFile: secrets === undefined ? undefined : SECRETS_FILE,
  };
  const files = [
    plainFile('README.md', readmeMarkdown(input)),
    plainFile(README_PAGE, readmeHtml(input)),
    plainFile(PLAN_FILE, planHtml(input)),
    ...devices,
    ...verifyFiles(facts, shared),
    ...(caBundle === undefined ? [] : [plainFile(CA_BUNDLE, caBundle)]),
    ...(secrets === undefined ? [] : [await secretsFile(facts, secrets)]),
  ];
  return [...files, plainFile(MANIFEST_FILE, manifest(site.site, options, files))];
}

const secretsFile = async (
  facts: HandoverFacts,
  { values, recipients }: NonNullable<PackOptions['secrets']>,
): Promise<PackFile> => ({
  path: SECRETS_FILE,
  content: await sealSecrets(secretsText(facts, values), recipients),
  mode: 0o600,
});

/** The first line of a pack's manifest. It identifies a folder as a former pack of the site. */
export const manifestHeading = (site: string): string => `# HeartLab handover pack of ${site}`;

/** In the format of `sha256sum -c`. */
function manifest(site: string, { commit, preview }: PackOptions, files: readonly PackFile[]): string {
  const sums = files.map(({ path, content }) => `${createHash('sha256').update(content).digest('hex')}  ${path}`);
  return [manifestHeading(site), `# commit ${commit}${preview ? ', preview' : ''}`, ...sums, ''].join('\n');
}

/** The paths in a manifest. */
export const manifestPaths = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => /^[0-9a-f]{64} {2}(.+)$/.exec(line)?.[1] ?? []);
