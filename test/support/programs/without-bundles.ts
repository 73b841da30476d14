import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Context that leaves Lambda functions unbundled, which saves a third of a synth's time. The hash of their code then differs
 * from the deployed one. `test/constructs/common/bundled-function.test.ts` checks that bundles are the same bytes everywhere,
 * and `test/app/secrets.programs.test.ts`
 * synthesizes every example with them.
 */
export const NO_BUNDLES = { 'aws:cdk:bundling-stacks': [] } as const;

/** Adds it to a project's cdk.json. */
export function withoutBundles(cdkJson: string): void {
  const settings: { readonly context: object } = JSON.parse(readFileSync(cdkJson, 'utf8'));
  writeFileSync(cdkJson, JSON.stringify({ ...settings, context: { ...settings.context, ...NO_BUNDLES } }, null, 2));
}
