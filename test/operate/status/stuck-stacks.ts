import type { EnvironmentRow } from '../../../lib/operate/status/environment';
import type { StatusRow } from '../../../lib/operate/status/row';
import type { StackWayOut } from '../../../lib/operate/status/stuck';
import { aDirectSite, aManagedEnvironment, aSite, TWO_INTERFACES } from '../../support/builders/sites';
import { World } from '../../support/fake-aws/operate-world';
import { filesOf, runStatus } from '../../support/programs/operate-commands';

/** Accounts in which stacks have failed, and what `status` says of them. */

export const MANAGED = aManagedEnvironment();
export const BOTH = aDirectSite(TWO_INTERFACES, { vpn: aSite().vpn });
export const STACK = 'SiteStack-auckland-heart';

/** What takes away a stack, what it holds, or what keeps it from that. */
export const DELETES = /delete-|cdk rollback|no-enable-termination-protection|no-deletion-protection|Value=false|FORCE/;
export const REMOVE = [
  `aws cloudformation update-termination-protection --region ap-southeast-2 --stack-name ${STACK} --no-enable-termination-protection`,
  `aws cloudformation delete-stack --region ap-southeast-2 --stack-name ${STACK}`,
  `aws cloudformation wait stack-delete-complete --region ap-southeast-2 --stack-name ${STACK}`,
];
export const AGAIN = `npx cdk deploy --exclusively --import-existing-resources ${STACK}`;
export const GO_ON = `npx cdk deploy --exclusively --no-rollback ${STACK}`;

export type WorldChange = (world: World) => void;
export const down: WorldChange = (world) => {
  for (const number of [1, 2] as const) world.tunnel(number).status = 'DOWN';
  for (const name of ['primary', 'secondary']) Object.assign(world.interfaceOf(name), { state: 'down', bgp: 'down' });
};

/** The site's stack in that state, with a connection that no hospital ever used; a stack never deployed has no outputs. */
export function failed(status: string, ...changes: readonly WorldChange[]) {
  const world = new World([BOTH, MANAGED]);
  const state = world.site();
  state.stackStatus = status;
  if (!status.startsWith('UPDATE')) state.outputs = {};
  down(world);
  for (const change of changes) change(world);
  return { world, folder: filesOf([BOTH, MANAGED]) };
}

export async function told({ world, folder }: ReturnType<typeof failed>) {
  const { code, out } = await runStatus(world, folder, { json: true });
  const { sites, environments } = JSON.parse(out) as { sites: StatusRow[]; environments: EnvironmentRow[] };
  return { code, site: sites[0], environments };
}
export const commandsOf = (way: StackWayOut | null | undefined): readonly string[] =>
  (way?.steps ?? []).flatMap(({ commands }) => commands);
