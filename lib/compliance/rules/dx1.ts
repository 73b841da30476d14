import { DICOM_TLS_PORT, DIMSE_PORTS } from '../../config/ports';
import { hasDirectConnect } from '../../template/direct-connect';
import { isIntrinsic, numberOf, shownText, type TemplateValue, textOf, valueAt } from '../../template/json';
import { type GroupRule, hospitalGroups, leadsNowhere } from '../../template/security-groups';
import { eachOf, type TemplateRule } from './rule';
import { describeGroupRule } from './sg1';

/**
 * lib/config/findings.ts reports the same from the site file alone; a test compares the two. A VPN as backup makes no difference,
 * because images use Direct Connect while it is up.
 */
export const dx1: TemplateRule = {
  id: 'HeartLab-DX1',
  failsWhen:
    'Direct Connect carries unencrypted DIMSE: a group that the hospital reaches permits ingress on 104 or 11112, or results to a port other than 2762',
  unknown: "A port that can't be determined is a finding. A template without Direct Connect has no finding.",
  judge: (view) =>
    eachOf(hasDirectConnect(view) ? hospitalGroups(view).filter(({ place }) => place === 'hospital') : [], (group) =>
      group.rules.flatMap((rule) => {
        const wrong = rule.direction === 'ingress' ? received(rule) : sent(rule);
        return wrong === undefined
          ? []
          : [`${describeGroupRule(rule, group)} ${wrong} over Direct Connect, which does not encrypt`];
      }),
    ),
};

const UNENCRYPTED_PORTS: readonly number[] = Object.entries(DIMSE_PORTS).flatMap(([port, { encrypted }]) =>
  encrypted ? [] : [Number(port)],
);

function received({ value }: GroupRule): string | undefined {
  const ports = portRange(value);
  if (typeof ports === 'string') return `may permit unencrypted images from the hospital (${ports})`;
  const open = UNENCRYPTED_PORTS.filter((port) => ports !== undefined && ports.first <= port && port <= ports.last);
  return open.length === 0 ? undefined : `permits unencrypted images from the hospital on TCP ${open.join(', ')}`;
}

function sent(rule: GroupRule): string | undefined {
  if (leadsNowhere(rule)) return undefined;
  const ports = portRange(rule.value);
  if (ports === undefined) return undefined;
  if (typeof ports === 'string') return `may permit unencrypted results to the hospital (${ports})`;
  if (ports.first === DICOM_TLS_PORT && ports.last === DICOM_TLS_PORT) return undefined;
  const which = ports.first === ports.last ? `${ports.first}` : `${ports.first} to ${ports.last}`;
  return `permits unencrypted results to the hospital on TCP ${which}`;
}

/** The TCP ports that a rule permits; undefined if there are none; a text if they can't be determined. */
function portRange(value: TemplateValue): { readonly first: number; readonly last: number } | string | undefined {
  const protocol = valueAt(value, 'IpProtocol');
  if (isIntrinsic(protocol)) return `the protocol can't be determined from ${shownText(protocol)}`;
  const name = textOf(protocol)?.toLowerCase();
  if (name !== undefined && !['-1', 'tcp', '6'].includes(name)) return undefined;
  const from = valueAt(value, 'FromPort');
  const to = valueAt(value, 'ToPort');
  for (const one of [from, to]) if (isIntrinsic(one)) return `the port can't be determined from ${shownText(one)}`;
  return name === '-1'
    ? EVERY_PORT
    : { first: numberOf(from) ?? EVERY_PORT.first, last: numberOf(to) ?? EVERY_PORT.last };
}

const EVERY_PORT = { first: 0, last: 65535 } as const;
