import type { HandoverFacts } from '../facts';

/** All that the README is written from. */
export interface ReadmeInput {
  readonly facts: HandoverFacts;
  /** The hospital's network administrators, as HeartLab knows them. */
  readonly contacts: readonly string[];
  /** Who may send by DIMSE. */
  readonly callingAeTitles: readonly string[];
  /** The site isn't deployed, or nobody looked: AWS's part is blanks. */
  readonly preview: boolean;
  /** Whether HeartLab makes the DNS record of the site's name. */
  readonly recordByHeartLab: boolean;
  /** The file of the pack that the hospital must trust; undefined: the public roots, which a PACS knows already. */
  readonly caBundle: string | undefined;
  /** The files for the hospital's device, with their path in the pack. */
  readonly deviceFiles: readonly string[];
  /** The blanks that stand in those files. */
  readonly deviceBlanks: readonly string[];
  /** Whether the pack has the keys, encrypted. */
  readonly secretsFile: string | undefined;
}

/** Where the studies go. */
export const stowUrl = ({ hostName }: HandoverFacts): string => `https://${hostName}/dicomweb/studies`;
