import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICE_IDS, type DeviceId } from '../../config/devices';
import { nearestName } from '../../config/load/nearest';
import { showValue } from '../../config/problem';
import { handoverFacts } from '../../handover/facts';
import { type LiveSite, PREVIEW_SITE } from '../../handover/live-site';
import { packFiles } from '../../handover/pack';
import type { PackFile } from '../../handover/pack-file';
import { isHospitals, placeholdersIn } from '../../handover/placeholder';
import { NoCommonProposalError } from '../../handover/recommended';
import { checkRecipients, RecipientError } from '../../handover/secrets-file';
import { type AwsClients, type ClientFactory, connectToAws } from '../../operate/aws/clients';
import { AwsFailure } from '../../operate/aws/failure';
import { readLiveSite } from '../../operate/live-site';
import { readSecrets } from '../../operate/secrets';
import { type CommandOutput, UserError } from '../shared/output';
import { type SelectedSite, selectSites } from '../shared/select-sites';
import { refuseForeign, writePack } from './folder';

export interface HandoverRequest {
  readonly site: string;
  readonly folder: string;
  /** Default: `handover/<site>`. */
  readonly out: string | undefined;
  /** Another device than the file's. */
  readonly device: string | undefined;
  readonly preview: boolean;
  /** Public keys of age. */
  readonly recipients: readonly string[];
  readonly json: boolean;
}

/** `heartlab handover`: writes the pack of one site. Exit code 0: complete, or a preview. 2: AWS has not all of it yet. */
export async function runHandover(
  request: HandoverRequest,
  factory: ClientFactory,
  output: CommandOutput,
): Promise<0 | 2> {
  const { site: name, folder, preview, recipients } = request;
  const [chosen] = selectSites([name], folder).sites;
  if (chosen === undefined)
    throw new UserError(
      selectSites([name], folder)
        .broken.map(({ why }) => why)
        .join('; '),
    );
  const device = deviceOf(request.device, chosen);
  if (preview && recipients.length > 0)
    throw new UserError('--preview asks AWS for nothing, so there is nothing for --secrets: give one of the two');
  const out = request.out ?? join('handover', name);
  refuseForeign(out, name);
  const { site, environment } = chosen;
  const caBundle = environment.ingest.serverCaBundle;
  const files = await told(async () => {
    // Before anything is asked of AWS: a wrong recipient or device must not cost a secret read.
    checkRecipients(recipients);
    handoverFacts(site, environment, PREVIEW_SITE, device);
    const clients = preview ? undefined : await connectToAws(environment, factory);
    const live = clients === undefined ? PREVIEW_SITE : await liveOf(clients, chosen);
    const secrets =
      clients === undefined || recipients.length === 0
        ? undefined
        : { recipients, values: await readSecrets(clients, handoverFacts(site, environment, live, device)) };
    return packFiles(site, environment, live, {
      preview,
      commit: commitOf(folder),
      ...(device === undefined ? {} : { device }),
      ...(caBundle === undefined ? {} : { caBundle: readFileSync(join(folder, caBundle), 'utf8') }),
      ...(secrets === undefined ? {} : { secrets }),
    });
  });
  writePack(out, name, files);
  return report(request, out, files, output) ? 0 : 2;
}

/** What the hospital's or the operator's own choice makes impossible, as one line. */
async function told<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof RecipientError) throw new UserError(`--secrets: ${error.message}`);
    if (error instanceof NoCommonProposalError) throw new UserError(error.message);
    throw error;
  }
}

async function liveOf(clients: AwsClients, { site }: SelectedSite): Promise<LiveSite> {
  try {
    return await readLiveSite(clients, site);
  } catch (error) {
    if (error instanceof AwsFailure && error.kind === 'not-deployed')
      throw new AwsFailure(error.kind, `${error.message}; until then, --preview writes the pack with blanks`);
    throw error;
  }
}

function deviceOf(id: string | undefined, { site }: SelectedSite): DeviceId | undefined {
  if (id === undefined) return undefined;
  const device = DEVICE_IDS.find((one) => one === id);
  if (device === undefined) {
    const guess = nearestName(id, DEVICE_IDS);
    throw new UserError(
      `--device ${showValue(id)} is none of ${DEVICE_IDS.join(', ')}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
    );
  }
  if (site.vpn === undefined)
    throw new UserError(`${site.site} has Direct Connect alone, and its router is no device of --device: leave it out`);
  return device;
}

/** The commit that the site files are of; with changes that are in none, it says so. */
function commitOf(folder: string): string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', 'HEAD')}${git('status', '--porcelain', '--', '.') === '' ? '' : ' with local changes'}`;
  } catch {
    return 'unknown';
  }
}

/** Whether the pack is complete: in a preview nothing of AWS's is expected. */
function report(
  { site, preview, json }: HandoverRequest,
  out: string,
  files: readonly PackFile[],
  output: CommandOutput,
): boolean {
  const texts = files.flatMap(({ path, content }) =>
    path === 'README.md' && typeof content === 'string' ? [content] : [],
  );
  // Of the last section, which lists them all; the first one has an example.
  const blanks = placeholdersIn(texts.join('').split(/^## \d+\. Blanks$/m)[1] ?? '');
  const missing = blanks.filter((one) => !isHospitals(one));
  if (json) {
    const listed = files.map(({ path, content }) => ({
      path,
      sha256: createHash('sha256').update(content).digest('hex'),
    }));
    output.out(JSON.stringify({ site, folder: out, preview, missing, blanks, files: listed }, null, 2));
  } else {
    output.out(`Wrote ${join(out, 'README.html')} and ${files.length - 1} more files.`);
  }
  const complete = preview || missing.length === 0;
  if (!complete)
    output.err(
      `heartlab: the pack isn't complete: AWS has no ${missing.join(', ')} yet; don't send it: wait for the deploy to end, see heartlab status ${site}, then make it again`,
    );
  return complete;
}
