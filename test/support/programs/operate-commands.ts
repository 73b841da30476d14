import { readFileSync } from 'node:fs';
import type { EnvironmentDriftRow, SiteDriftRow } from '../../../lib/cli/drift/render';
import { runDrift as drift } from '../../../lib/cli/drift/run';
import type { CommandOutput } from '../../../lib/cli/shared/output';
import { PLAIN_TERMINAL, type TerminalSettings } from '../../../lib/cli/shared/terminal';
import { runStatus as status } from '../../../lib/cli/status/run';
import type { Environment, Site } from '../../../lib/config/model';
import type { StatusRow } from '../../../lib/operate/status/row';
import { folderOf } from '../builders/site-folder';
import { aSite } from '../builders/sites';
import { NOW, SECRET, type World } from '../fake-aws/operate-world';

/** A folder with the files of these sites. */
export function filesOf(...placed: readonly (readonly [Site, Environment])[]): string {
  const environments = Object.fromEntries(placed.map(([, { name, ...environment }]) => [name, environment]));
  return folderOf({
    'environments.yaml': environments,
    'certs/ca.pem': readFileSync('test/fixtures/certs/ca.pem', 'utf8'),
    ...Object.fromEntries(placed.map(([site]) => [`${site.site}.yaml`, site])),
  });
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Every test of a command fails if an output contains a secret. */
async function caught(verb: (output: CommandOutput) => Promise<number>): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await verb({ out: (line) => out.push(line), err: (line) => err.push(line) });
  const ran = { code, out: out.join('\n'), err: err.join('\n') };
  expect(ran.out + ran.err).not.toContain(SECRET);
  return ran;
}

export const runStatus = (
  world: World,
  folder: string,
  {
    names = [],
    json = false,
    terminal = PLAIN_TERMINAL,
  }: { names?: readonly string[]; json?: boolean; terminal?: TerminalSettings } = {},
): Promise<Ran> =>
  caught((output) => status({ names, folder, json }, { factory: world.factory, now: () => NOW, terminal }, output));

export async function statusRows(world: World, folder: string): Promise<{ code: number; rows: readonly StatusRow[] }> {
  const { code, out } = await runStatus(world, folder, { json: true });
  return { code, rows: JSON.parse(out).sites };
}

export const runDrift = (world: World, folder: string, json = false, names: readonly string[] = []): Promise<Ran> =>
  caught((output) => drift({ names, folder, json }, world.factory, output));

interface Drifted {
  readonly code: number;
  readonly sites: readonly SiteDriftRow[];
  readonly environments: readonly EnvironmentDriftRow[];
}

export async function drifted(world: World, folder: string): Promise<Drifted> {
  const { code, out } = await runDrift(world, folder, true);
  return { code, ...JSON.parse(out) };
}

/** One of many sites, without a conflict with another. */
export function siteNumber(number: number, environment: string): Site {
  return aSite({
    site: `site-number-${String(number).padStart(3, '0')}`,
    environment,
    network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: `100.64.${number}.0/26` },
    vpn: {
      gateway: { publicIp: `203.0.113.${number + 1}`, device: 'cisco-ios-xe', asn: 65010 },
      routing: 'bgp',
      ipsec: 'strong',
    },
  });
}
