import { FleetError } from './fleet-error';
import { readCertificates } from './load/certificates';
import { parseWith } from './load/schema-complaints';
import { isMapping } from './mapping';
import type {
  Environment,
  EnvironmentSettings,
  Fleet,
  PartialEnvironment,
  PartialSite,
  Site,
  SiteSettings,
  VpnSettings,
} from './model';
import type { FileComplaint } from './problem';
import { pathText, problemText } from './problem';
import { ENVIRONMENT_RULES, FLEET_RULES, SITE_RULES, VPN_RULES } from './rules';
import type { EnvironmentEntry, FleetEntries, SiteEntry } from './rules/rule';
import { environmentSchema } from './schema/environment';
import { siteSchema } from './schema/site';
import { vpnSchema } from './schema/vpn';

/** An environment as an object: its name, and the settings of environments.yaml (docs/settings.md). */
export interface EnvironmentDefinition extends EnvironmentSettings {
  /**
   * The name that `environment` of a site refers to: 3 to 32 lower-case letters, digits and single hyphens. Names of stacks and
   * resources contain it: fixed for life.
   */
  readonly name: string;
}

/** Where files are, and who gets warnings. */
export interface DefineOptions {
  /**
   * The folder to which paths of certificate files are relative.
   * @default - the working directory
   */
  readonly folder?: string;
  /**
   * Gets each warning, a line each, like `site auckland-heart: vpn.acceptOutage: …`. A warning never prevents a deploy.
   * @default - warnings are not reported
   */
  readonly onWarning?: (line: string) => void;
}

/** Environments and hospitals as objects. */
export interface FleetDefinition extends DefineOptions {
  /** Every environment that a site names. */
  readonly environments: readonly EnvironmentDefinition[];
  /** The hospitals. Their order has no meaning. */
  readonly sites: readonly SiteSettings[];
}

/**
 * Checks one hospital, given as an object, against the schema and the rules of a site file, and fills in the defaults.
 *
 * @param environment the environment that `environment` names
 * @throws FleetError with every error at once, each with its path
 */
export function defineSite(settings: SiteSettings, environment: Environment, options: DefineOptions = {}): Site {
  const { name, ...rest } = environment;
  const entries = new DefinedFleet();
  entries.environments.push({ label: `environment ${name}`, name, environment: rest, value: environment });
  const site = entries.addSite(settings, 0);
  entries.checkSites();
  entries.report(options);
  return definedValue(site);
}

/**
 * Checks one environment, given as an object, against the schema and the rules of environments.yaml, and fills in the defaults.
 * The certificate files that it names are read and checked, but not their dates.
 *
 * @throws FleetError with every error at once, each with its path
 */
export function defineEnvironment(definition: EnvironmentDefinition, options: DefineOptions = {}): Environment {
  const entries = new DefinedFleet();
  const environment = entries.addEnvironment(definition, 0);
  entries.checkEnvironments(options.folder ?? '.');
  entries.report(options);
  return definedValue(environment);
}

/**
 * Checks environments and hospitals, given as objects, like {@link loadFleet} checks files: also the rules between hospitals, such
 * as `cloudCidr` unique in the fleet. What `defineSite` and `defineEnvironment` returned can be given too.
 *
 * @throws FleetError with every error of every object at once, each with its path
 */
export function defineFleet(definition: FleetDefinition): Fleet {
  const { folder = '.', environments, sites } = definition;
  const entries = new DefinedFleet();
  const places = environments.map((environment, index) => entries.addEnvironment(environment, index));
  const hospitals = sites.map((site, index) => entries.addSite(site, index));
  entries.checkEnvironments(folder);
  entries.checkSites();
  entries.report(definition);
  return { environments: places.map(definedValue), sites: hospitals.map(definedValue), folder };
}

/**
 * Checks the settings of a VPN, given as an object, for a {@link SiteVpn} without a site, and fills in the defaults. The rules that
 * need other settings of a site don't apply. Without a site file, a finding of the rule pack is acknowledged on the construct.
 *
 * @throws FleetError with every error at once, each with its path
 */
export function defineVpn(settings: NonNullable<SiteSettings['vpn']>, options: DefineOptions = {}): VpnSettings {
  const entries = new DefinedFleet();
  const vpn = entries.addVpn(settings);
  entries.report(options);
  return definedValue(vpn);
}

interface Defined<T> {
  /** `site auckland-heart`, or `sites[0]` if its name is missing or used before. */
  readonly label: string;
  /** Absent if the object has an error. */
  readonly value: T | undefined;
}

function definedValue<T>({ value, label }: Defined<T>): T {
  if (value === undefined) throw new RangeError(`${label} has errors that were not reported`);
  return value;
}

/** The objects of one call, as the rules take them, and what is wrong with them. */
class DefinedFleet implements FleetEntries {
  readonly environments: (EnvironmentEntry & Defined<Environment>)[] = [];
  readonly sites: (SiteEntry & Defined<Site>)[] = [];
  private readonly errors: string[] = [];
  private readonly warnings: string[] = [];

  addEnvironment({ name, ...settings }: EnvironmentDefinition, index: number) {
    const label = this.labelOf('environment', name, index, this.environments);
    const parsed = parseWith(environmentSchema, settings, 'an environment');
    this.addComplaints(label, parsed.complaints);
    const environment = partialOf<PartialEnvironment>(parsed.partial);
    const entry = { label, name: String(name), environment, value: parsed.value && { ...parsed.value, name } };
    this.environments.push(entry);
    return entry;
  }

  addSite(settings: SiteSettings, index: number) {
    const label = this.labelOf('site', settings.site, index, this.sites);
    const parsed = parseWith(siteSchema, settings, 'a site');
    this.addComplaints(label, parsed.complaints);
    const site = partialOf<PartialSite>(parsed.partial);
    // A name of a file in files: here nothing but the name itself.
    const entry = { label, fileName: site.site ?? label, site, value: parsed.value };
    this.sites.push(entry);
    return entry;
  }

  addVpn(settings: NonNullable<SiteSettings['vpn']>) {
    const parsed = parseWith(vpnSchema, settings, 'a VPN');
    const label = 'vpn';
    this.addComplaints(label, parsed.complaints);
    const vpn = partialOf<NonNullable<PartialSite['vpn']>>(parsed.partial);
    for (const { check } of VPN_RULES)
      for (const { path, ...complaint } of check({ fileName: label, site: { vpn } }, this))
        this.addComplaints(label, [{ ...complaint, path: path.slice(1) }]);
    return { label, value: parsed.value };
  }

  checkEnvironments(folder: string): void {
    for (const entry of this.environments) {
      for (const { check } of ENVIRONMENT_RULES) this.addComplaints(entry.label, check(entry, this));
      const { complaints } = readCertificates(folder, entry.name, entry.environment);
      this.addComplaints(
        entry.label,
        complaints.map(({ complaint }) => complaint),
      );
    }
  }

  checkSites(): void {
    for (const entry of this.sites)
      for (const { check } of SITE_RULES) this.addComplaints(entry.label, check(entry, this));
    for (const { check } of FLEET_RULES)
      for (const { entry, complaint } of check(this))
        this.addComplaints(this.sites.find((site) => site === entry)?.label ?? entry.fileName, [complaint]);
  }

  report({ onWarning }: DefineOptions): void {
    if (this.errors.length > 0) throw new FleetError(this.errors);
    for (const line of this.warnings) onWarning?.(line);
  }

  private labelOf(
    kind: 'site' | 'environment',
    name: unknown,
    index: number,
    others: readonly Defined<unknown>[],
  ): string {
    const label = typeof name === 'string' && name !== '' ? `${kind} ${pathText([name])}` : `${kind}s[${index}]`;
    if (others.some((other) => other.label === label))
      this.errors.push(`${kind}s[${index}]: ${label} is defined twice; give each ${kind} its own name`);
    return label;
  }

  private addComplaints(label: string, complaints: Iterable<FileComplaint>): void {
    for (const { path, severity = 'error', ...complaint } of complaints) {
      const line = `${label}: ${problemText({ ...complaint, path: pathText(path), rule: '', file: '' })}`;
      if (severity === 'error') this.errors.push(line);
      if (severity === 'warning') this.warnings.push(line);
    }
  }
}

/** The valid part of an object with errors. */
const partialOf = <T>(data: unknown): T => (isMapping(data) ? data : {}) as T;
