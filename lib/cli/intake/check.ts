import { parseWith } from '../../config/load/schema-complaints';
import { isMapping } from '../../config/mapping';
import type { PartialSite } from '../../config/model';
import { type FileComplaint, pathText, problemText, showValue } from '../../config/problem';
import { SITE_RULES } from '../../config/rules';
import type { FleetEntries } from '../../config/rules/rule';
import { siteSchema } from '../../config/schema/site';
import { vpnSchema } from '../../config/schema/vpn';
import { deviceComplaints } from '../../handover/devices/problems';
import {
  answersHaveVpn,
  DELIVERY_FORM,
  type firstOf,
  flagOfPath,
  formProblems,
  INTERFACE_FORM,
  type NewAnswers,
  type NewFlag,
  partsOf,
} from '../new/answers';
import { enteredSite, INTAKE_FIELDS, type IntakeEntries, intakeAnswers, isAsked, valuesOfColumn } from './form';
import { inFormWords } from './words';

/** A mistake in an answer, or an answer that is missing. */
export interface IntakeProblem {
  readonly column: string;
  readonly text: string;
}

/** The rules for a managed ingest, which include those for an existing ingest service. The hospital does not know the environment. */
const ENVIRONMENT = 'any';
const FLEET: FleetEntries = {
  sites: [],
  environments: [{ name: ENVIRONMENT, environment: { ingest: { managed: {} } } }],
};

/** The mistakes in what is entered, by the rules of the loader and of `heartlab check`, in the form's words and order. */
export function intakeProblems(entries: IntakeEntries): readonly IntakeProblem[] {
  const answers = intakeAnswers(entries);
  const complaints = complaintsAbout(enteredSite(entries), answers).map(({ path, ...complaint }) => ({
    column: columnOfPath(pathText(path)),
    text: problemText({ ...complaint, path: '', rule: '', file: '' }),
  }));
  const forms = formProblems(answers, showValue).map(({ flag, text }) => ({ column: columnOf(flag), text }));
  return INTAKE_FIELDS.flatMap(({ column, label, missing }) => {
    const problems = [...forms, ...complaints].filter((problem) => problem.column === column);
    const isEmpty = valuesOfColumn(entries, answers, column).length === 0;
    if (isEmpty) return problems.slice(0, 1).map(() => ({ column, text: missing }));
    return problems.map(({ text }) => ({
      column,
      // The text follows a value. A complaint about a choice has none.
      text: inFormWords(/^(is|permits) /.test(text) ? `${label} ${text}` : text),
    }));
  });
}

/** How much is done. @param shown the problems that the page shows */
export function progressText(entries: IntakeEntries, shown: readonly IntakeProblem[]): string {
  const answers = intakeAnswers(entries);
  const isAnswered = (column: string): boolean => valuesOfColumn(entries, answers, column).length > 0;
  const required = INTAKE_FIELDS.filter(({ column, optional }) => !optional && isAsked(column, answers));
  const answered = required.filter(({ column }) => isAnswered(column));
  const wrong = new Set(shown.map(({ column }) => column).filter(isAnswered)).size;
  const correct = wrong === 0 ? '' : `, ${wrong} to correct`;
  return `${answered.length} of ${required.length} required answers given${correct}.`;
}

function complaintsAbout(site: string, answers: NewAnswers): readonly FileComplaint[] {
  const settings = settingsOf(site, answers);
  const { partial, complaints } = parseWith(siteSchema, settings, 'a site');
  const entry = { fileName: site, site: (isMapping(partial) ? partial : {}) as PartialSite };
  const vpn = 'vpn' in settings ? parseWith(vpnSchema, settings.vpn, 'a VPN').value : undefined;
  return [
    ...complaints,
    ...SITE_RULES.flatMap(({ check }) => [...check(entry, FLEET)]),
    ...deviceComplaints({ site, vpn }),
  ].filter(({ severity = 'error' }) => severity === 'error');
}

const columnOf = (flag: NewFlag | undefined): string => flag?.slice(2) ?? '';
const columnOfPath = (path: string): string => (path === 'site' ? path : columnOf(flagOfPath(path)));

/** A number with leading zeros stays a text, so that it is reported as it was entered. */
const numberOf = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^(0|[1-9]\d*)$/.test(text) ? Number(text) : text;

/** The settings of the answers, as `heartlab new` writes them into a site file. */
function settingsOf(site: string, answers: NewAnswers): object {
  const first = (flag: Parameters<typeof firstOf>[1]): string | undefined => answers[flag]?.[0];
  const dimse = answers['--dimse'] ?? [];
  const interfaces = partsOf(answers['--virtual-interface'], INTERFACE_FORM).map(
    ([connectionId, vlan, asn], index) => ({
      name: `interface-${index + 1}`,
      connectionId,
      vlan: numberOf(vlan),
      asn: numberOf(asn),
    }),
  );
  const deliverTo = partsOf(answers['--deliver-to'], DELIVERY_FORM).map(([aeTitle, address, port]) => ({
    aeTitle,
    address,
    port: numberOf(port),
  }));
  const gateway = { publicIp: first('--public-ip'), device: first('--device'), asn: numberOf(first('--asn')) };
  return withoutUndefined({
    site: site === '' ? undefined : site,
    name: first('--name'),
    environment: ENVIRONMENT,
    contacts: { network: answers['--contact'] },
    network: { hospitalCidrs: answers['--cidr'] },
    vpn: answersHaveVpn(answers) ? { gateway, routing: first('--routing'), ipsec: first('--ipsec') } : undefined,
    directConnect: interfaces.length === 0 ? undefined : { virtualInterfaces: interfaces },
    dicom: {
      stow: { auth: first('--auth') },
      dimse: dimse.length === 0 ? undefined : { ports: dimse.map(numberOf), callingAeTitles: answers['--ae-title'] },
      deliverTo: deliverTo.length === 0 ? undefined : deliverTo,
    },
  });
}

/** Rules ask whether a setting is there. */
const withoutUndefined = (data: object): object => JSON.parse(JSON.stringify(data));
