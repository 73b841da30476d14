import type { Environment } from '../config/model';
import { CHANGE_EFFECTS } from '../config/schema/field';
import { environmentSettings } from '../config/settings-table';
import { isJsonObject, type JsonObject, listOf, mappingOf, sameJson, valueAt } from '../template/json';
import type { ComparedRevision } from './revision';
import { plainWords, type SafeText, safeText } from './safe-text';
import { type SettingChange, settingChanges, toFlowYaml } from './settings';
import type { ResourceChange } from './template-diff';

/** Invalid changes: they would replace the hospital's connection. Each names what to write instead. */

/** Settings that the schema marks as fixed for life. */
export const fixedSettingViolations = (settings: readonly SettingChange[]): readonly SafeText[] =>
  settings
    .filter(({ impact }) => impact === 'not-allowed')
    .map(
      ({ path, before, after }) =>
        safeText`${path} changes from ${before} to ${after}, but it is fixed for life. Write ${inFile(path, before)} again, or create another site`,
    );

/** The setting as in the file: `cloudCidr: 100.64.0.0/26`. */
const inFile = (path: string, value: string): string => `${path.split('.').at(-1)}: ${value}`;

/** The same for the site's environment. */
export function environmentViolations(
  name: string,
  before: ComparedRevision,
  after: ComparedRevision,
): readonly SafeText[] {
  const [from, to] = [before, after].map(({ environments }) => environments.find((one) => one.name === name));
  if (from === undefined || to === undefined) return [];
  return settingChanges(from, to)
    .filter(({ path, before: was, after: is }) => FIXED.has(path) && was !== 'absent' && is !== 'absent')
    .filter(({ path }) => !(path === ZONES && isAppended(from, to)))
    .map(({ path, before: was, after: is }) => {
      const append = plainWords(path === ZONES ? ' and append new zones at the end' : '');
      return safeText`${`${name}.${path}`} (environments.yaml) changes from ${was} to ${is}, but it is fixed for life. Write ${inFile(path, was)} again${append}, or create another environment`;
    });
}

const ZONES = 'availabilityZones';
const FIXED: ReadonlySet<string> = new Set(
  environmentSettings().flatMap(({ path, effect }) => (effect === CHANGE_EFFECTS.fixed ? [path] : [])),
);

const isAppended = (from: Environment, to: Environment): boolean =>
  sameJson(to.availabilityZones.slice(0, from.availabilityZones.length), from.availabilityZones);

/**
 * The first gateway of a hospital determines its connection. A gateway that moves is therefore appended to `previous`, and the first
 * entry never changes.
 */
export function gatewayViolations(before: JsonObject, after: JsonObject): readonly SafeText[] {
  // Another routing is a violation of its own, and the gateways have an ASN only with BGP.
  if (valueAt(before, 'vpn', 'routing') !== valueAt(after, 'vpn', 'routing')) return [];
  const [from, to] = [before, after].map(gatewaysOf);
  const [was, is] = [from?.at(-1), to?.at(-1)];
  if (from === undefined || to === undefined || was === undefined || is === undefined) return [];
  const known = (one: unknown, list: readonly unknown[]): boolean => list.some((other) => sameJson(one, other));
  // The hospital may return to an earlier gateway.
  if (sameJson(from[0], to[0]) && (known(was, to) || known(is, from))) return [];
  const previous = toFlowYaml(sameJson(was, is) ? from.slice(0, -1) : from);
  return [
    safeText`${'vpn.gateway'} changes so that the connection would be replaced: the earlier gateways must stay in previous, oldest first. Write ${`previous: ${previous}`}`,
  ];
}

/** The hospital's gateways, oldest first; the last one is in use. Undefined without a VPN. */
function gatewaysOf(site: JsonObject): readonly JsonObject[] | undefined {
  const gateway = valueAt(site, 'vpn', 'gateway');
  if (!isJsonObject(gateway)) return undefined;
  const previous = listOf(gateway.previous) ?? [];
  return [...previous, gateway].map((one) => {
    const { publicIp, asn } = mappingOf(one);
    return asn === undefined ? { publicIp } : { publicIp, asn };
  });
}

/** A virtual interface is identified by its name. AWS refuses another one with the same VLAN on the same connection. */
export function interfaceViolations(before: JsonObject, after: JsonObject): readonly SafeText[] {
  const [from, to] = [before, after].map((site) =>
    (listOf(valueAt(site, 'directConnect', 'virtualInterfaces')) ?? []).map(mappingOf),
  );
  const named = (list: readonly JsonObject[] = [], name: unknown): boolean => list.some((one) => one.name === name);
  return (to ?? [])
    .filter(({ name }) => !named(from, name))
    .flatMap((added) => {
      const removed = from?.find(
        (one) => !named(to, one.name) && one.connectionId === added.connectionId && one.vlan === added.vlan,
      );
      return removed === undefined
        ? []
        : [
            safeText`${`directConnect.virtualInterfaces[${String(removed.name)}]`} gets the name ${String(added.name)}, but the name is fixed for life. Write ${`name: ${String(removed.name)}`} again`,
          ];
    });
}

/** The resources from which a hospital's connection has its addresses and keys. */
const CONNECTION_TYPES = ['AWS::EC2::VPNConnection', 'AWS::EC2::VPNGateway', 'AWS::EC2::VPC'];
const FIRST_GATEWAY = 'CustomerGateway';

/** A template difference that replaces the connection, if no setting explains it. */
export function replacedConnection(resources: readonly ResourceChange[]): readonly SafeText[] {
  const ofConnection = resources.filter(
    ({ id, type }) => CONNECTION_TYPES.includes(type) || (type === 'AWS::EC2::CustomerGateway' && id === FIRST_GATEWAY),
  );
  return ofConnection
    .filter(
      ({ kind, type }) =>
        kind === 'replaced' ||
        kind === 'may be replaced' ||
        // Another logical id: CloudFormation creates one and deletes the other.
        (kind === 'removed' && resources.some((other) => other.kind === 'added' && other.type === type)),
    )
    .map(
      ({ id, type }) =>
        safeText`${id} (${type}) would be replaced: the hospital is disconnected, and its connection gets other addresses and keys. No setting explains it. Undo the change of the code or the packages that causes it`,
    );
}

/** The name of the site that looks like this one under its other name. */
export function renamedSite(site: JsonObject, others: readonly JsonObject[]): string | undefined {
  const address = (one: JsonObject): unknown => valueAt(one, 'vpn', 'gateway', 'publicIp');
  const found = others.find(
    (other) =>
      valueAt(other, 'network', 'cloudCidr') === valueAt(site, 'network', 'cloudCidr') ||
      (address(site) !== undefined && address(other) === address(site)),
  );
  return found === undefined ? undefined : String(found.site);
}
