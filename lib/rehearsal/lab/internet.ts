import type { LabMachine } from './lab';

/** The internet: a bridge, on which everybody hears everybody who asks for an address. */
export async function joinInternet(
  inet: LabMachine,
  hosts: readonly { readonly machine: LabMachine; readonly address: string }[],
): Promise<void> {
  await inet.ip('link', 'add', 'net0', 'type', 'bridge');
  await inet.ip('link', 'set', 'net0', 'up');
  for (const { machine, address } of hosts) {
    // Never `dev`: to ip(8) that is a word of its own.
    const device = `to-${machine.name}`;
    await machine.lab.cable({ machine, device: 'wan', address: `${address}/32` }, { machine: inet, device });
    await inet.ip('link', 'set', 'dev', device, 'master', 'net0');
    await machine.ip('route', 'add', 'default', 'dev', 'wan');
  }
}
