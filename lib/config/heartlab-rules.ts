/** The rules of the HeartLab pack. A site file may acknowledge their findings. `fromFile`: the file alone decides. */
export const HEARTLAB_RULES = {
  'HeartLab-VPN1': { fromFile: false, about: 'IKE version 2 only' },
  'HeartLab-VPN2': { fromFile: false, about: 'proposals and lifetimes inside the permitted envelope' },
  'HeartLab-VPN3': { fromFile: true, about: 'no SHA-1 and no DH group 2, 5, 22, 23 or 24 in the effective policy' },
  'HeartLab-VPN4': { fromFile: false, about: 'the DPD timeout of the site file, and a restart of a dead tunnel' },
  'HeartLab-VPN5': { fromFile: false, about: 'two tunnels, with encrypted and retained logs' },
  'HeartLab-VPN6': { fromFile: false, about: 'no key in clear text' },
  'HeartLab-VPN7': { fromFile: false, about: 'keys in Secrets Manager' },
  'HeartLab-NET1': { fromFile: false, about: 'a site VPC without internet access and without a route to another site' },
  'HeartLab-SG1': { fromFile: false, about: 'only the DICOM ports' },
  'HeartLab-SG2': { fromFile: false, about: 'only the hospital as source and destination' },
  'HeartLab-DX1': { fromFile: true, about: 'no unencrypted DIMSE over Direct Connect' },
  'HeartLab-DX2': { fromFile: false, about: 'a BGP key on every virtual interface' },
  'HeartLab-DX3': { fromFile: true, about: 'more than one virtual interface, or a VPN as backup' },
  'HeartLab-STOW1': { fromFile: false, about: 'TLS 1.2 or newer' },
  'HeartLab-STOW2': { fromFile: false, about: 'client certificates verified' },
  'HeartLab-STOW3': { fromFile: false, about: 'idle timeouts long enough for large studies' },
  'HeartLab-STOW4': { fromFile: false, about: 'only /dicomweb/ is served' },
  'HeartLab-OPS1': { fromFile: false, about: 'an alarm for each kind of outage' },
} as const satisfies Record<string, { readonly fromFile: boolean; readonly about: string }>;

export type HeartLabRule = keyof typeof HEARTLAB_RULES;
export const HEARTLAB_RULE_IDS = Object.keys(HEARTLAB_RULES) as readonly HeartLabRule[];

export function isHeartLabRule(id: string): id is HeartLabRule {
  return Object.hasOwn(HEARTLAB_RULES, id);
}
