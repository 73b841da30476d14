import type { DeviceId } from '../../config/devices';
import type { PhaseCapabilities } from './device-capabilities';

/** What single models of a device lack, as data. `vpn.gateway.model` names the model. */
export interface ModelLimits {
  /** The models, for the page of the devices. */
  readonly models: string;
  /** How `vpn.gateway.model` names them, by device. */
  readonly named: Partial<Readonly<Record<DeviceId, RegExp>>>;
  /** The limits hold for older releases only, and if the release is unknown. */
  readonly until?: string;
  readonly lacks: string;
  /** The devices whose file can't be pasted into such a model, with the reason. */
  readonly noFile?: Partial<Readonly<Record<DeviceId, string>>>;
  /** A remark in every other file for such a model. */
  readonly remark?: string;
  /** The values that remain of the device's lists. */
  readonly phase1: Partial<PhaseCapabilities>;
  readonly phase2: Partial<PhaseCapabilities>;
  readonly source: string;
}

const CBC = ['AES256', 'AES128'] as const;
const OLD_ASA = {
  'cisco-asa': /\b(?:ASA[\s-]?)?55(?:05|10|20|40|50|80)\b(?![\s-]?X)/i,
  generic: /\bASA[\s-]?55(?:05|10|20|40|50|80)\b(?![\s-]?X)/i,
} as const;
const OLD_ASA_NAMES = 'Cisco ASA 5505, 5510, 5520, 5540, 5550, 5580';
const MICROSOFT_ASA =
  'Microsoft, "Sample configuration: Cisco ASA device (IKEv2/no BGP)", "ASA device support", tested with an ASA 5505 and 9.2';

export const MODEL_LIMITS: readonly ModelLimits[] = [
  {
    models: OLD_ASA_NAMES,
    named: OLD_ASA,
    lacks:
      'AES-GCM; SHA-2 in phase 2; a VTI. DH groups 19 to 21 are omitted, because no page that has them on these models was found',
    noFile: {
      'cisco-asa':
        'these models have no VTI, which needs ASA 9.8. No page that has a release after 9.2 for them was found',
    },
    remark:
      'This model has no VTI. Its crypto map carries one tunnel at a time: ask HeartLab before you enter the values.',
    phase1: { encryption: CBC, dhGroups: [2, 14, 24] },
    phase2: { encryption: CBC, integrity: ['SHA1'], dhGroups: [2, 5, 14, 24] },
    source: `${MICROSOFT_ASA}; Cisco 214230, "Configure Policy-Based and Route-Based VPN from ASA and FTD to Microsoft Azure"; Oracle, "Cisco ASA Configuration Options" (one tunnel)`,
  },
  {
    models: OLD_ASA_NAMES,
    named: OLD_ASA,
    until: '9.0',
    lacks:
      'DH groups above 5. SHA-2 in phase 1 is omitted, because no page that has it on these models and releases was found',
    phase1: { integrity: ['SHA1'], dhGroups: [2] },
    phase2: { dhGroups: [2, 5] },
    source: MICROSOFT_ASA,
  },
];
