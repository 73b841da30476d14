import { GetHostedZoneCommand, ListResourceRecordSetsCommand, type ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';
import { allPages } from '../../operate/aws/pages';
import { type CheckFinding, failFinding, type PreflightCheck, passUnless, skippedFinding, warnFinding } from '../check';
import type { AddedResource, DeployTarget } from '../target';

export const hostedZone: PreflightCheck = {
  id: 'hosted-zone',
  question: "Is the hosted zone public, does it contain the ingest's domain, and are the sites' names free in it?",
  matters: true,
  run: async (target) => {
    const { hostedZoneId: id, domain } = target.environment.ingest;
    if (id === undefined)
      return [skippedFinding('the environment has no hosted zone: the handover pack has the record to create')];
    const zone = await findZone(target.clients, id);
    if (typeof zone === 'string') return [wrongZone(zone, id, domain)];
    if (zone.isPrivate)
      return [wrongZone(`hosted zone ${id} is private: hospitals can't resolve its names`, id, domain)];
    if (domain !== zone.name && !domain.endsWith(`.${zone.name}`))
      return [wrongZone(`hosted zone ${id} is for ${zone.name}, which does not contain ${domain}`, id, domain)];
    const records = await recordsBelow(target.clients, id, topOf(domain, zone.name));
    return passUnless(
      [...delegations(records, domain, zone.name), ...(await taken(target, records, id))],
      `${id} is the public zone of ${zone.name}`,
    );
  },
};

const wrongZone = (found: string, id: string, domain: string): CheckFinding =>
  failFinding(
    found,
    `aws route53 list-hosted-zones-by-name --dns-name ${domain} shows the zones; write the id of the public zone in ingest.hostedZoneId in place of ${id}, or leave it out`,
  );

/** Route 53 returns names with a dot at the end, and `*` as `\052`. */
const plain = (name: string): string => name.replace(/\.$/, '').replaceAll('\\052', '*').toLowerCase();

/** The zone, or the reason why there is none, as a text. */
async function findZone({ route53, place }: AwsClients, Id: string) {
  const answer = await askAws('route53:GetHostedZone', place, async () => {
    try {
      return await route53.send(new GetHostedZoneCommand({ Id }));
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchHostedZone') return undefined;
      throw error;
    }
  });
  const zone = answer?.HostedZone;
  if (zone?.Name === undefined) return `there is no hosted zone ${Id} in account ${place.account}`;
  return { name: plain(zone.Name), isPrivate: zone.Config?.PrivateZone === true };
}

/** The highest name between zone and domain, where a delegation could be. */
function topOf(domain: string, zone: string): string {
  if (domain === zone) return domain;
  const labels = domain.slice(0, -zone.length - 1).split('.');
  return `${labels.at(-1)}.${zone}`;
}

/** Records are sorted by labels from the right: all below a name are adjacent (API reference, ListResourceRecordSets). */
async function recordsBelow({ route53, place }: AwsClients, HostedZoneId: string, top: string) {
  const below = ({ Name = '' }: ResourceRecordSet): boolean => plain(Name) === top || plain(Name).endsWith(`.${top}`);
  const records = await allPages((token) =>
    askAws('route53:ListResourceRecordSets', place, async () => {
      const [name = top, type, identifier] = token?.split(' ') ?? [];
      const answer = await route53.send(
        new ListResourceRecordSetsCommand({
          HostedZoneId,
          StartRecordName: name,
          // Without a type, the list starts at the name's first record type.
          StartRecordType: type as 'A' | undefined,
          StartRecordIdentifier: identifier,
        }),
      );
      const sets = answer.ResourceRecordSets ?? [];
      const last = sets.at(-1);
      const more = answer.IsTruncated === true && last !== undefined && below(last);
      const next = [answer.NextRecordName, answer.NextRecordType, answer.NextRecordIdentifier]
        .filter(Boolean)
        .join(' ');
      return { items: sets, next: more ? next : undefined };
    }),
  );
  return records.filter(below);
}

/** Below an NS record that isn't the zone's own, resolvers query other servers and never see a record of this zone. */
const delegations = (records: readonly ResourceRecordSet[], domain: string, zone: string): readonly CheckFinding[] =>
  records.flatMap(({ Name = '', Type, ResourceRecords = [] }) => {
    const name = plain(Name);
    const between = name !== zone && (domain === name || domain.endsWith(`.${name}`));
    return Type === 'NS' && between
      ? [
          warnFinding(
            `${name} is delegated to ${ResourceRecords.map(({ Value = '' }) => plain(Value)).join(', ')}: resolvers do not find records of ${domain} in this zone`,
            `write the id of the zone of ${name} in ingest.hostedZoneId`,
          ),
        ]
      : [];
  });

/** A name that already has a record of another owner: CloudFormation refuses to create the record. */
async function taken(
  target: DeployTarget,
  records: readonly ResourceRecordSet[],
  zoneId: string,
): Promise<readonly CheckFinding[]> {
  const added = (await target.added('AWS::Route53::RecordSet')).filter(
    ({ properties }) => properties.HostedZoneId === zoneId,
  );
  return added.flatMap((planned) =>
    records
      .filter((record) => clash(planned, record))
      .map((record) =>
        failFinding(
          `${plain(record.Name ?? '')} already has a record ${record.Type}, to ${pointsAt(record)}, which ${planned.stack} did not create`,
          `if nothing uses it, delete it: aws route53 change-resource-record-sets --hosted-zone-id ${zoneId} with a DELETE of that record; between that and the deploy the name does not resolve`,
        ),
      ),
  );
}

const clash = ({ properties: { Name, Type } }: AddedResource, record: ResourceRecordSet): boolean =>
  typeof Name === 'string' &&
  plain(Name) === plain(record.Name ?? '') &&
  // A name with a CNAME can't have another record (RFC 1034, 3.6.2).
  (record.Type === Type || record.Type === 'CNAME');

const pointsAt = ({ AliasTarget, ResourceRecords = [] }: ResourceRecordSet): string =>
  AliasTarget?.DNSName === undefined
    ? ResourceRecords.map(({ Value }) => Value).join(', ')
    : plain(AliasTarget.DNSName);
