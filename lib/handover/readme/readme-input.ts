import type { Environment } from '../../config/model';
import type { HandoverFacts } from '../facts';

export interface ReadmeInput {
  readonly facts: HandoverFacts;
  /** The hospital's network administrators in the site file. */
  readonly contacts: readonly string[];
  /** How the hospital reaches HeartLab. A preview or a rehearsal may lack it. */
  readonly heartLab: Environment['contacts'];
  /** The AE titles that may send by DIMSE. */
  readonly callingAeTitles: readonly string[];
  /** The site is not deployed, or AWS was not queried: the values of AWS are blanks. */
  readonly preview: boolean;
  /** Whether HeartLab creates the DNS record of the site's name. */
  readonly recordByHeartLab: boolean;
  /** The pack's file of trusted authorities; undefined: the public ones, which a PACS already trusts. */
  readonly caBundle: string | undefined;
  /** The files for the hospital's device, with their path in the pack. */
  readonly deviceFiles: readonly string[];
  /** The files that remove again what those add. */
  readonly removalFiles: readonly string[];
  /** The blanks in those files. */
  readonly deviceBlanks: readonly string[];
  /** The file with the encrypted keys; undefined: the pack has none. */
  readonly secretsFile: string | undefined;
}

export type SectionId =
  | 'overview'
  | 'contacts'
  | 'site'
  | 'paths'
  | 'vpn'
  | 'directConnect'
  | 'firewall'
  | 'dns'
  | 'pacs'
  | 'keys'
  | 'changePlan'
  | 'validation'
  | 'troubleshooting'
  | 'blanks';

export interface SectionInput extends ReadmeInput {
  /** The blanks of the device files and of the other sections. */
  readonly blanks: readonly string[];
  /** A link to another section, which exists: `[section 9](#9-validation)`. */
  readonly link: (section: SectionId) => string;
}

/** The STOW-RS URL for studies. */
export const stowUrl = ({ hostName }: HandoverFacts): string => `https://${hostName}/dicomweb/studies`;
