import type { NewOptions } from '../../../lib/cli/new/answers';
import type { TerminalQuestion } from '../../../lib/cli/new/prompts';
import { newSite } from '../../../lib/cli/new/run';
import { documentedEnvironment, edit, folderOf } from './site-folder';

const service = {
  mtls: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0',
  basic: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef1',
};
const environment = edit(edit(documentedEnvironment(), 'ingest.managed', undefined), 'ingest.service', service);

/** A folder with one environment, in which `heartlab new` writes. */
export const folderForNew = (more: Readonly<Record<string, unknown>> = {}): string =>
  folderOf({ 'environments.yaml': { sydney: environment }, ...more });

/** Flags with which `heartlab new` does not prompt. */
export const COMPLETE_FLAGS: Omit<NewOptions, 'sites'> = {
  publicIp: '203.0.113.99',
  cidr: ['10.77.0.0/22'],
  device: 'fortigate',
  name: 'Napier: "Heart" #1',
  contact: ['it@napier.example'],
  routing: 'bgp',
  asn: '65077',
  ipsec: 'strong',
  auth: 'mtls',
};

type Ask = (prompt: TerminalQuestion) => Promise<readonly string[]>;

/** `heartlab new <site>` in this process. What it printed before an error is in `lines`. */
export async function runNew(site: string, options: NewOptions, ask?: Ask, lines: string[] = []) {
  const out: string[] = [];
  const code = await newSite(site, options, { out: (line) => out.push(line), err: (line) => lines.push(line) }, ask);
  return { code, out: out.join('\n'), err: lines.join('\n') };
}

/** The flag that a question answers. */
export const flagOf = (prompt: TerminalQuestion): string => ('flag' in prompt ? String(prompt.flag) : '');
