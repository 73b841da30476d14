import type { AuditEvidence, EnvironmentEvidence } from '../evidence';
import { html, htmlCodeOf, htmlTable, type SafeHtml } from './markup';
import { environmentPage } from './words';

/** The system, its owner and the signatures, as environments.yaml describes them. */

/** The YAML of a setting that is missing. */
const TO_WRITE = {
  description: 'system: { description: … }',
  owner: 'system: { owner: { name: …, role: …, email: … } }',
  signOff: 'system: { signOff: [{ role: … }] }',
} as const;

const notGiven = (key: keyof typeof TO_WRITE, environments: readonly string[]): SafeHtml =>
  html`not given: write ${htmlCodeOf(TO_WRITE[key])} below ${environments.map((name, index) => html`${index === 0 ? '' : ', '}${htmlCodeOf(`${name}:`)}`)} in ${htmlCodeOf('environments.yaml')}`;

export function systemSection({ environments }: AuditEvidence): SafeHtml {
  if (environments.length === 0) return html``;
  return html`<h2>System and owner</h2>
${htmlTable(
  'From environments.yaml.',
  ['Environment', 'System', 'Owner'],
  bySystem(environments).map(({ system, names }) => [
    html`${names.map((name, index) => html`${index === 0 ? '' : ', '}<a href="${environmentPage(name)}">${name}</a>`)}`,
    system?.description ?? notGiven('description', names),
    system?.owner === undefined
      ? notGiven('owner', names)
      : html`${system.owner.name}<br>${system.owner.role}<br>${system.owner.email}`,
  ]),
)}`;
}

/** Environments with the same system share one row. */
function bySystem(
  environments: readonly EnvironmentEvidence[],
): readonly { readonly system: EnvironmentEvidence['system']; readonly names: readonly string[] }[] {
  const by = new Map<string, { readonly system: EnvironmentEvidence['system']; readonly names: string[] }>();
  for (const { environment, system } of environments) {
    const key = JSON.stringify([system?.description, system?.owner]);
    const row = by.get(key);
    if (row === undefined) by.set(key, { system, names: [environment] });
    else row.names.push(environment);
  }
  return [...by.values()];
}

/** Lines to sign on paper. Without a list of roles, the lines are empty. */
export function signOffSection({ environments, date, commit }: AuditEvidence): SafeHtml {
  const lines = new Map(
    environments.flatMap(({ system }) => system?.signOff ?? []).map((line) => [JSON.stringify(line), line]),
  );
  const missing = environments
    .filter(({ system }) => system?.signOff === undefined)
    .map(({ environment }) => environment);
  return html`<h2>Sign-off</h2>
<p>The signatories have read this evidence as of ${date}, of commit ${htmlCodeOf(commit.hash)}.</p>
${missing.length === 0 ? '' : html`<p class="quiet">Roles ${notGiven('signOff', missing)}.</p>`}
${htmlTable(
  '',
  ['Role', 'Name', 'Date', 'Signature'],
  (lines.size === 0 ? EMPTY_LINES : [...lines.values()]).map(({ role, name }) => [role, name, '', '']),
  'sign-off',
)}`;
}

const EMPTY_LINES: readonly { readonly role: string; readonly name?: string }[] = [{ role: '' }, { role: '' }];
