import type { ConfigurationAddition } from './device-file';

/** The syntax of RouterOS: items of a menu, removed by the property that identifies them. */

/** @param identity a property that only these items have, like `name="heartlab"`. */
export const routerOsItems = (menu: string, identity: string, rows: readonly string[]): ConfigurationAddition => ({
  put: rows.map((row) => `${menu} add ${identity} ${row}`.trimEnd()),
  remove: [`${menu} remove [find ${identity}]`],
});

/** A rule above every other rule of its table. An empty table has no rule to place it before. */
export function routerOsFirst(menu: string, identity: string, rule: string): ConfigurationAddition {
  const add = `${menu} add ${identity} ${rule}`;
  const others = `[${menu} find dynamic=no]`;
  return {
    put: [`:if ([:len ${others}] > 0) do={${add} place-before=(${others}->0)} else={${add}}`],
    remove: [`${menu} remove [find ${identity}]`],
  };
}
