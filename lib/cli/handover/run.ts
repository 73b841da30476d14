import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICE_IDS, type DeviceId } from '../../config/devices';
import { ENVIRONMENTS_FILE } from '../../config/load/folder';
import { nearestName } from '../../config/load/nearest';
import type { Environment } from '../../config/model';
import { showValue } from '../../config/problem';
import { effectivePolicy } from '../../config/proposals';
import { MissingContactsError, requireContacts } from '../../handover/contacts';
import { DeviceLimitError } from '../../handover/devices/limits';
import { descriptionOf, type HandoverFacts, handoverFacts } from '../../handover/facts';
import { type LiveSite, PREVIEW_SITE } from '../../handover/live-site';
import { packFiles } from '../../handover/pack';
import type { PackFile } from '../../handover/pack-file';
import { isHospitals, placeholdersIn } from '../../handover/placeholder';
import { NoCommonProposalError, recommendProposals } from '../../handover/recommended';
import { checkRecipients, RecipientError, type SiteSecrets } from '../../handover/secrets-file';
import type { AwsClients, ClientFactory } from '../../operate/aws/clients';
import { AwsFailure } from '../../operate/aws/failure';
import { asUserErrors, UserError } from '../../project/errors';
import { commitText } from '../../project/git';
import { replaceFolder } from '../../project/output-folder';
import type { CommandOutput } from '../shared/output';
import { type SelectedSite, selectSites } from '../shared/select-sites';
import { refuseForeign } from './pack-folder';

export interface HandoverRequest {
  readonly site: string;
  readonly folder: string;
  /** Default: `handover/<site>`. */
  readonly out: string | undefined;
  /** A device that replaces the one in the site file. */
  readonly device: string | undefined;
  readonly preview: boolean;
  /** Public keys of age. */
  readonly recipients: readonly string[];
  readonly json: boolean;
}

/**
 * `heartlab handover`: writes the pack of one site. Exit code 0: complete, or a preview. 2: AWS has not assigned all values yet.
 */
export async function runHandover(
  request: HandoverRequest,
  factory: ClientFactory,
  output: CommandOutput,
): Promise<0 | 2> {
  const { site: name, folder, preview, recipients } = request;
  const { sites, broken } = selectSites([name], folder);
  const [chosen] = sites;
  if (chosen === undefined) throw new UserError(broken.map(({ why }) => why).join('; '));
  const device = deviceOf(request.device, chosen);
  if (preview && recipients.length > 0)
    throw new UserError("--preview does not call AWS, so it can't add secrets: pass either --preview or --secrets");
  const out = request.out ?? join('handover', name);
  refuseForeign(out, name);
  const files = await asUserErrors(
    () => makePack(request, chosen, device, factory),
    (error) => packMessage(error, folder),
  );
  // Checked again, because another program may have written there during the calls to AWS.
  refuseForeign(out, name);
  await asUserErrors(
    () => replaceFolder(out, files),
    (error) =>
      error instanceof Error && 'syscall' in error && 'code' in error
        ? `${out} can't be written (${error.code}): check the path, its permissions and the free space, or name another folder with --out`
        : undefined,
  );
  return report(request, out, files, output) ? 0 : 2;
}

async function makePack(
  { folder, preview, recipients }: HandoverRequest,
  chosen: SelectedSite,
  device: DeviceId | undefined,
  factory: ClientFactory,
): Promise<readonly PackFile[]> {
  const { site, environment } = chosen;
  // Checked before any call to AWS: no secret is read for a wrong recipient or device, or without contacts.
  checkRecipients(recipients);
  if (!preview) requireContacts(environment);
  if (site.vpn !== undefined) {
    const { gateway, ipsec } = site.vpn;
    const chosenDevice = device ?? gateway.device;
    recommendProposals(effectivePolicy(ipsec), chosenDevice, descriptionOf(gateway, chosenDevice));
  }
  const clients = preview ? undefined : await connect(environment, factory);
  const live = clients === undefined ? PREVIEW_SITE : await liveOf(clients, chosen);
  const facts = handoverFacts(site, environment, live, device);
  const { serverCaBundle } = environment.ingest;
  return packFiles(facts, site, environment, {
    preview,
    commit: commitText(folder),
    caBundle: serverCaBundle === undefined ? undefined : readFileSync(join(folder, serverCaBundle), 'utf8'),
    secrets:
      clients === undefined || recipients.length === 0
        ? undefined
        : { recipients, values: await secretsOf(clients, facts) },
  });
}

/** The AWS SDK takes half of a command's time, so it is loaded only for a call. */
function connect(environment: Environment, factory: ClientFactory): Promise<AwsClients> {
  const { connectToAws }: typeof import('../../operate/aws/clients') = require('../../operate/aws/clients');
  return connectToAws(environment, factory);
}

function secretsOf(clients: AwsClients, facts: HandoverFacts): Promise<SiteSecrets> {
  const { readSecrets }: typeof import('../../operate/secrets') = require('../../operate/secrets');
  return readSecrets(clients, facts);
}

/** The message for an error that a choice of the operator or the hospital causes. */
function packMessage(error: unknown, folder: string): string | undefined {
  if (error instanceof MissingContactsError) return `${join(folder, ENVIRONMENTS_FILE)}: ${error.message}`;
  if (error instanceof RecipientError) return `--secrets: ${error.message}`;
  return error instanceof NoCommonProposalError || error instanceof DeviceLimitError ? error.message : undefined;
}

async function liveOf(clients: AwsClients, { site }: SelectedSite): Promise<LiveSite> {
  const { readLiveSite }: typeof import('../../operate/live-site') = require('../../operate/live-site');
  try {
    return await readLiveSite(clients, site);
  } catch (error) {
    if (error instanceof AwsFailure && error.kind === 'not-deployed')
      throw new AwsFailure(error.kind, `${error.message}; until then, --preview writes the pack with placeholders`);
    throw error;
  }
}

function deviceOf(id: string | undefined, { site }: SelectedSite): DeviceId | undefined {
  if (id === undefined) return undefined;
  const device = DEVICE_IDS.find((one) => one === id);
  if (device === undefined) {
    const guess = nearestName(id, DEVICE_IDS);
    throw new UserError(
      `--device ${showValue(id)} is not one of ${DEVICE_IDS.join(', ')}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
    );
  }
  if (site.vpn === undefined)
    throw new UserError(
      `${site.site} has only Direct Connect, and --device does not configure its router: leave --device out`,
    );
  return device;
}

/** Reports the pack, and returns whether it is complete. A preview is complete without values from AWS. */
function report(
  { site, preview, json }: HandoverRequest,
  out: string,
  files: readonly PackFile[],
  output: CommandOutput,
): boolean {
  const texts = files.flatMap(({ path, content }) =>
    path === 'README.md' && typeof content === 'string' ? [content] : [],
  );
  // The last section lists every placeholder; the first section has only an example.
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
      `heartlab: the pack is incomplete: AWS has not assigned ${missing.join(', ')} yet; don't send it: wait for the deploy to end (heartlab status ${site}), then run this command again`,
    );
  return complete;
}
