/**
 * The settings of a device after a file was pasted, one text each. They are worked out from the text of the files alone, by the
 * grammar of each device, so that a file and its counterpart can be compared.
 */

export type Running = ReadonlySet<string>;
export type Paste = (before: Running, text: string) => Running;

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

/** Removes the settings that a line names. A line that names nothing is a mistake. */
function remove(running: Set<string>, line: string, isNamed: (setting: string) => boolean): void {
  const named = [...running].filter(isNamed);
  if (named.length === 0) throw new Error(`removes nothing: ${line}`);
  for (const setting of named) running.delete(setting);
}

const below = (path: string) => (setting: string) => setting === path || setting.startsWith(`${path} `);

/** Junos, PAN-OS, VyOS: `set`, `delete`, and PAN-OS's `move`. */
export const pasteSets: Paste = (before, text) => {
  const running = new Set(before);
  for (const line of linesOf(text).filter((one) => !one.startsWith('#'))) {
    const [, verb, path = ''] = /^(set|delete|move) (.*)$/.exec(line) ?? [];
    const rule = /^(rulebase security rules \S+) top$/.exec(path)?.[1];
    if (verb === 'set') running.add(path);
    else if (verb === 'delete') remove(running, line, below(path));
    else if (rule === undefined || ![...running].some(below(rule)))
      throw new Error(`not a line of the device: ${line}`);
  }
  return running;
};

/** Commands of Cisco that a `no` of the first words removes too. */
const ALSO = /^(sla monitor|ip sla) schedule (\d+)/;

/**
 * Cisco and FRR: a command, and its subcommands below it. `no` removes a command with everything below it; in a section it removes
 * the subcommand also from the section's address family.
 */
export const pasteCisco: Paste = (before, text) => {
  const running = new Set(before);
  let heads: readonly string[] = [];
  for (const line of linesOf(text)) {
    const command = line.trim();
    if (command.startsWith('!') || /^(exit|exit-address-family)$/.test(command)) continue;
    const outer = heads.slice(0, line.length - line.trimStart().length);
    if (!command.startsWith('no ') || command === 'no shutdown') {
      heads = [...outer, command];
      running.add(heads.join(' > '));
      continue;
    }
    const section = outer.filter((head) => !head.startsWith('address-family'));
    const last = section.length === 0 ? 1 : undefined;
    remove(running, line, (setting) => {
      const parts = setting.replace(ALSO, '$1 $2').split(' > ');
      const inside = section.every((head, index) => parts[index] === head);
      return inside && parts.slice(section.length, last).some(below(command.slice(3)));
    });
  }
  return running;
};

/** FortiOS: tables with entries. The interface of a tunnel comes and goes with its phase 1. */
export const pasteFortigate: Paste = (before, text) => {
  const running = new Set(before);
  const path: string[] = [];
  for (const line of linesOf(text)) {
    const command = line.trim();
    if (command.startsWith('#')) continue;
    const [, verb, rest = ''] = /^(config|edit|set|unset|delete|next|end)(?: (.*))?$/.exec(command) ?? [];
    const setting = [...path, rest].join(' > ');
    if (verb === 'config' || verb === 'edit') path.push(rest);
    else if (verb === 'next' || verb === 'end') path.pop();
    else if (verb === 'set') running.add(setting);
    else if (verb === 'unset') for (const one of [...running].filter(below(setting))) running.delete(one);
    else if (verb === 'delete') {
      const face = path[0] === 'vpn ipsec phase1-interface' ? `system interface > ${rest}` : setting;
      remove(running, line, (one) => [setting, face].some((entry) => one.startsWith(`${entry} > `)));
    } else throw new Error(`not a line of the device: ${line}`);
  }
  return running;
};

/** RouterOS: items of menus. For a rule that is placed first, the command for an empty table counts. */
export const pasteRouterOs: Paste = (before, text) => {
  const running = new Set(before);
  const plain = text.replace(/source=\{\n[\s\S]*?\n\}\n/g, 'source=script\n');
  for (const line of linesOf(plain).map((one) => /^:if .* else=\{(.*)\}$/.exec(one)?.[1] ?? one)) {
    if (line.startsWith('#') || /^:if .*do=\{:error /.test(line)) continue;
    const [, menu = '', verb, rest = ''] = /^(\/[a-z -]+?) (add|remove) (.*)$/.exec(line) ?? [];
    const wanted = /^\[find (\S+)\]$/.exec(rest)?.[1];
    if (verb === 'add') running.add(`${menu} ${rest} `);
    else if (wanted === undefined) throw new Error(`not a line of the device: ${line}`);
    else remove(running, line, (item) => item.startsWith(`${menu} `) && item.includes(` ${wanted} `));
  }
  return running;
};
