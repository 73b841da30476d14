import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFleet } from '../../config/load/load';
import type { Environment, Site } from '../../config/model';
import { cellStackName, ingestStackName, platformStackName, siteStackName } from '../../config/naming/stack-contract';
import type { ClientFactory } from '../../operate/aws/clients';
import { AssemblyError, type PlannedStack, readAssembly } from '../../preflight/assembly';
import { type PreflightCheck, skippedFinding } from '../../preflight/check';
import { PREFLIGHT_CHECKS } from '../../preflight/checks';
import { exitCode, type PreflightRequest as OneEnvironment, runPreflight } from '../../preflight/run';
import { asUserErrors, UserError } from '../../project/errors';
import { reportNoSite } from '../shared/first-site';
import type { CommandOutput } from '../shared/output';
import { refuseUnknown, refuseUnknownEnvironments, refuseUnknownNames } from '../shared/select-sites';
import { synthesizeAssembly } from '../shared/synthesize';
import type { TerminalSettings } from '../shared/terminal';
import { preflightLines, preflightRows } from './render';

export interface PreflightCommandRequest {
  /** None: every environment. */
  readonly environments: readonly string[];
  /** The sites to be deployed. None: every site of the environments. */
  readonly sites: readonly string[];
  /** The stacks in the deploy command. None: all stacks of the environments and sites. */
  readonly stacks: readonly string[];
  /** The AWS profile with the credentials of each environment: `sydney=heartlab-sydney`. */
  readonly profiles: readonly string[];
  /** Ids of checks to skip. */
  readonly skip: readonly string[];
  readonly folder: string;
  /** An existing cloud assembly. Undefined: synthesizes one into a temporary folder. */
  readonly assembly: string | undefined;
  readonly json: boolean;
}

export interface PreflightDependencies {
  readonly factory: ClientFactory;
  /** Clients with the credentials of an AWS profile. */
  readonly withProfile: (profile: string) => ClientFactory;
  readonly now: () => Date;
  readonly terminal: TerminalSettings;
}

/** `heartlab preflight`: the exit code. 0: no FAIL. 1: any FAIL. 2: a required check is unanswered. */
export async function runPreflightCommand(
  request: PreflightCommandRequest,
  { factory, withProfile, now, terminal }: PreflightDependencies,
  output: CommandOutput,
): Promise<0 | 1 | 2> {
  const checks = chooseChecks(request);
  const chosen = chooseEnvironments(request);
  // An environment without a site still has stacks to check; without environments there are none.
  if (chosen.length === 0) {
    refuseUnknownNames(
      request.stacks,
      [],
      (name) => `--stack ${name}: there is no environment yet, so there is no stack`,
    );
    if (reportNoSite(request.folder, output, { json: request.json ? [] : undefined })) return 0;
  }
  const profiles = chooseProfiles(request, chosen);
  const factoryOf = ({ name }: Environment): ClientFactory => {
    const profile = profiles.get(name);
    return profile === undefined ? factory : withProfile(profile);
  };
  const assembly = await plannedStacks(request);
  const requests = chosen.map(({ environment, sites }) => ({
    environment,
    sites,
    stacks: stacksOf(environment, sites, assembly),
    deploys: request.stacks.length === 0 ? undefined : request.stacks,
    factory: factoryOf(environment),
    now,
  }));
  const known = requests.flatMap(({ stacks }) => stacks.map(({ name }) => name));
  refuseUnknownNames(
    request.stacks,
    known,
    (name) => `--stack ${name}: the selected environments and sites have no such stack`,
    `the stacks are ${known.join(', ')}`,
  );
  const rows = await Promise.all(requests.map((one) => runPreflight(one, checks)));
  if (request.json) output.out(JSON.stringify(preflightRows(rows.flat()), null, 2));
  else for (const line of preflightLines(rows.flat(), terminal)) output.out(line);
  return exitCode(rows.flat(), checks);
}

/** A skipped check also has a row, so that it is not mistaken for a PASS. */
function chooseChecks({ skip }: PreflightCommandRequest): readonly PreflightCheck[] {
  const known = PREFLIGHT_CHECKS.map(({ id }) => id);
  refuseUnknownNames(skip, known, (id) => `there is no check ${id}`, `the checks are ${known.join(', ')}`);
  return PREFLIGHT_CHECKS.map((check) =>
    skip.includes(check.id) ? { ...check, run: async () => [skippedFinding('skipped by --skip')] } : check,
  );
}

/** One run can check several accounts, each with its own credentials. */
function chooseProfiles({ profiles }: PreflightCommandRequest, chosen: readonly Chosen[]): ReadonlyMap<string, string> {
  const pairs = profiles.map((text) => {
    const [, name = '', profile = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (profile === '')
      throw new UserError(
        `--profile ${JSON.stringify(text)}: write <environment>=<profile>, such as sydney=heartlab-sydney`,
      );
    return [name, profile] as const;
  });
  const known = chosen.map(({ environment }) => environment.name);
  refuseUnknownNames(
    pairs.map(([name]) => name),
    known,
    (name) => `--profile: environment ${name} is not checked in this run`,
    `the checked environments are ${known.join(', ')}`,
  );
  return new Map(pairs);
}

type Chosen = Pick<OneEnvironment, 'environment' | 'sites'>;

function chooseEnvironments({
  environments: names,
  sites: siteNames,
  folder,
}: PreflightCommandRequest): readonly Chosen[] {
  const loaded = loadFleet(folder);
  refuseUnknownEnvironments(names, loaded, folder);
  refuseUnknown(siteNames, loaded, folder);
  const { fleet } = loaded;
  if (fleet === undefined) {
    const usual = folder === 'sites' ? '' : ` --sites ${folder}`;
    throw new UserError(`the site files in ${folder} have errors: npx heartlab check${usual} shows them`);
  }
  const sites = fleet.sites.filter(({ site }) => siteNames.length === 0 || siteNames.includes(site));
  const elsewhere = sites.filter(({ environment }) => names.length > 0 && !names.includes(environment));
  if (siteNames.length > 0 && elsewhere.length > 0)
    throw new UserError(
      elsewhere
        .map(
          ({ site, environment }) =>
            `site ${site} is in environment ${environment}, which the command line does not name`,
        )
        .join('\n'),
    );
  return fleet.environments
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map((environment) => ({ environment, sites: sites.filter((site) => site.environment === environment.name) }))
    .filter(({ sites: wanted }) => siteNames.length === 0 || wanted.length > 0);
}

async function plannedStacks({ folder, assembly }: PreflightCommandRequest): Promise<readonly PlannedStack[]> {
  const outDir = assembly ?? mkdtempSync(join(tmpdir(), 'heartlab-preflight-'));
  try {
    if (assembly === undefined) await synthesizeAssembly({ sites: folder }, outDir);
    return await asUserErrors(
      () => readAssembly(outDir),
      (error) => (error instanceof AssemblyError ? error.message : undefined),
    );
  } finally {
    if (assembly === undefined) rmSync(outDir, { recursive: true, force: true });
  }
}

/** @throws UserError if the assembly lacks a stack, because it is of another commit or of one site only */
function stacksOf(
  environment: Environment,
  sites: readonly Site[],
  stacks: readonly PlannedStack[],
): readonly PlannedStack[] {
  const { name, account, region, ingest } = environment;
  const wanted = [
    platformStackName(name),
    ...(ingest.managed === undefined ? [] : [ingestStackName(name), ...sites.map(({ site }) => cellStackName(site))]),
    ...sites.map(({ site }) => siteStackName(site)),
  ];
  return wanted.map((stackName) => {
    const found = stacks.find((stack) => stack.name === stackName);
    if (found === undefined)
      throw new UserError(`the assembly has no ${stackName}: synthesize it again from the current site files`);
    if (found.account !== account || found.region !== region)
      throw new UserError(
        `the assembly has ${stackName} in account ${found.account}, ${found.region}, but environment ${name} is in ${account}, ${region}: synthesize it again from the current site files`,
      );
    return found;
  });
}
