import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Context that leaves Lambda functions unbundled: bundling is a third of the time of a synth. The hash of their code is then not the deployed
 * one. `test/constructs/common/bundled-function.test.ts` checks that bundles are the same bytes everywhere, and `test/app/secrets.programs.test.ts`
 * synthesizes every example with them.
 */
export const NO_BUNDLES = { 'aws:cdk:bundling-stacks': [] } as const;

/** Adds it to a project's cdk.json. */
export function withoutBundles(cdkJson: string): void {
  const settings: { readonly context: object } = JSON.parse(readFileSync(cdkJson, 'utf8'));
  writeFileSync(cdkJson, JSON.stringify({ ...settings, context: { ...settings.context, ...NO_BUNDLES } }, null, 2));
}
