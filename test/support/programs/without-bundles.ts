import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Context that leaves Lambda functions unbundled: bundling is a third of the time of a synth. The hash of their code is then not the deployed
 * one. `test/constructs/common/bundled-function.test.ts` and `test/app/synth.programs.test.ts` check the bundles.
 */
export const NO_BUNDLES = { 'aws:cdk:bundling-stacks': [] } as const;

/** Adds it to a project's cdk.json. */
export function withoutBundles(cdkJson: string): void {
  const settings: { readonly context: object } = JSON.parse(readFileSync(cdkJson, 'utf8'));
  writeFileSync(cdkJson, JSON.stringify({ ...settings, context: { ...settings.context, ...NO_BUNDLES } }, null, 2));
}
