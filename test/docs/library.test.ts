import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import * as library from '../../lib/index';

/** docs/library.md: its app, and the error that it shows. */

const page = readFileSync('docs/library.md', 'utf8');
const [, app = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
const [, lines = ''] = /```text\n([\s\S]*?)```/.exec(page) ?? [];

/** Runs the app with the real library, up to the fleet of its stacks. */
function fleetOf(source: string): unknown {
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs' });
  let fleet: unknown;
  const own = { ...library, addFleetStacks: (_: unknown, made: unknown) => (fleet = made), registerPacks: () => {} };
  const load = (name: string): unknown => (name === 'heartlab-connectivity' ? own : { App: class {} });
  new Function('require', 'module', 'exports', code)(load, {}, {});
  return fleet;
}

test('the smallest app has a fleet of one hospital', () => {
  expect(fleetOf(app)).toMatchObject({ environments: [{ name: 'sydney' }], sites: [{ site: 'auckland-heart' }] });
});

test('wrong values are reported as shown', () => {
  const wrong = app.replace('10.20.0.0/22', '10.20.0.1/22').replace("routing: 'bgp'", "routing: 'BGP'");
  expect(() => fleetOf(wrong)).toThrow(lines.trimEnd());
});
