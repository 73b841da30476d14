import type { Site } from '../config/model';
import type { ChangeEffect } from './impact';
import { TEST_STUDY } from './letter/letter';
import { safeText } from './safe-text';
import type { SettingChange } from './settings';

/** The effects of settings that the site's template doesn't show, or shows less clearly. */
export function* settingEffects(
  changes: readonly SettingChange[],
  { tunnelsDiffer }: { readonly tunnelsDiffer: boolean },
): Iterable<ChangeEffect> {
  for (const { path, impact } of changes) {
    // The policy is written differently but has the same meaning.
    const unfelt = /^vpn\.(ipsec|dpdTimeoutSeconds|startup)/.test(path) && !tunnelsDiffer;
    yield {
      impact: unfelt ? 'nothing' : impact,
      key: `setting ${path}`,
      says: unfelt ? safeText`${path} is written differently but has the same meaning` : safeText`${path} changes`,
    };
  }
}

/** Calling AE titles that the hospital's ingest cell no longer accepts. */
export function* callingAeTitleEffects(before: Site | undefined, after: Site | undefined): Iterable<ChangeEffect> {
  const accepted = after?.dicom.dimse?.callingAeTitles;
  if (accepted === undefined) return;
  const removed = (before?.dicom.dimse?.callingAeTitles ?? []).filter((title) => !accepted.includes(title));
  if (removed.length === 0) return;
  yield {
    impact: 'hospital',
    key: `calling AE titles ${removed.join(' ')}`,
    says: safeText`a sender with the calling AE title ${removed.join(', ')} can no longer send`,
    actions: [
      {
        when: 'together',
        text: `Set each sender with the calling AE title ${removed.join(' or ')} to one that HeartLab accepts: ${accepted.join(', ')}.`,
      },
    ],
    sees: [`After our change, HeartLab rejects associations with the calling AE title ${removed.join(' or ')}.`],
    checks: [TEST_STUDY],
  };
}
