import { hasUnseen } from '../invisible';
import type { FileComplaint } from '../problem';
import { isSecretSetting } from '../secrets';
import { nearestName } from './nearest';
import { type CheckedData, issuePath, type SchemaIssue } from './schema-issues';
import { inputValueAt, keysAt } from './schema-walk';

type UnknownKeys = Extract<SchemaIssue, { readonly code: 'unrecognized_keys' }>;

export function unknownKeys(issue: UnknownKeys, { schema, data, what }: CheckedData): readonly FileComplaint[] {
  const parent = issuePath(issue);
  const settings = keysAt(schema, parent, data);
  return issue.keys.map((key): FileComplaint => {
    const path = [...parent, key];
    const guess = nearestName(key, settings);
    // A word without a value may be a password in the wrong place, so it is not shown.
    if (inputValueAt(data, path) === null && guess === undefined)
      return {
        path: parent,
        at: 'key',
        wrong: 'contains a word that has no value and is not a setting',
        write: listSettings(settings),
      };
    const place = parent.length === 0 ? ` of ${what}` : ' here';
    return { path, at: 'key', wrong: `${hasUnseen(key)}is not a setting${place}`, write: remedy(key, guess, settings) };
  });
}

function remedy(key: string, guess: string | undefined, settings: readonly string[]): string {
  const meansSecret = isSecretSetting(key) && (guess === undefined || !isSecretSetting(guess));
  if (meansSecret) return 'remove it: AWS creates and stores keys and passwords, and a file must never contain them';
  return guess === undefined ? listSettings(settings) : `did you mean ${guess}?`;
}

const listSettings = (settings: readonly string[]): string =>
  settings.length > 0 ? `the settings here are ${settings.join(', ')}` : 'remove it';
