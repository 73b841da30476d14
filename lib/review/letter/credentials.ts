import { certificateRequest } from '../../config/client-certificate';
import type { Site } from '../../config/model';
import type { HospitalAction, LetterPart } from '../impact';
import { BY_SECRET_CHANNEL, TEST_STUDY } from './letter';

/** How the PACS authenticates: another method, or another password. */

/** The same as in the handover pack. */
export const requestCertificate = (site: string): HospitalAction => {
  const command = certificateRequest(site).map((line) => `   ${line}`);
  const steps =
    'Send us client.csr, which is not secret. The key never leaves your network. We return the certificate, client.crt.';
  return {
    when: 'before',
    text: ['Create a key and a certificate request for your PACS:', ...command, `   ${steps}`].join('\n'),
  };
};

/** Whether an ingest cell of the hospital checks its credentials. Otherwise an existing platform does. */
export interface OwnCell {
  readonly before: boolean;
  readonly after: boolean;
}

export function credentialsPart(before: Site, after: Site, cell: OwnCell): LetterPart {
  const [old, now] = [before.dicom.stow, after.dicom.stow];
  const checks = [TEST_STUDY];
  // The deploy of a cell that stays interrupts STOW-RS (docs/ingest.md).
  const ownCell = cell.before && cell.after;
  if (old.auth !== now.auth) {
    const sees = [
      ...(ownCell ? ['STOW-RS requests fail for a few minutes during our change.'] : []),
      `After our change, STOW-RS requests with the ${now.auth === 'mtls' ? 'user name and password' : 'client certificate'} fail.`,
      ...(ownCell && after.dicom.dimse !== undefined ? ['C-STORE continues to work.'] : []),
      ...(ownCell ? ["The addresses and the URL of HeartLab's endpoint stay the same."] : []),
    ];
    return { actions: now.auth === 'mtls' ? toCertificate(after) : toPassword(after), sees, checks };
  }
  const platformMoves = cell.before !== cell.after;
  if (now.auth === 'mtls') return platformMoves ? { actions: [OTHER_SERVER], checks } : {};
  const values = [`Password of the user ${after.site}: the current password → a new password`];
  // A cell has a password of its own.
  if (platformMoves) return { values, actions: [newPassword(after, 'after')], checks };
  if ((old.passwordGeneration ?? 1) === (now.passwordGeneration ?? 1)) return {};
  return {
    values,
    actions: [newPassword(after, 'together')],
    sees: [
      ...(ownCell ? ['During our change, HeartLab refuses some requests with 401, whichever password they have.'] : []),
      'The old password no longer works after our change. Let your PACS send the studies that failed again.',
    ],
    checks,
  };
}

const newPassword = ({ site }: Site, when: HospitalAction['when']): HospitalAction => ({
  when,
  text: `Enter the new password of the user ${site} in your PACS. We send the password ${BY_SECRET_CHANNEL}.`,
});

const OTHER_SERVER: HospitalAction = {
  when: 'before',
  text: 'After our change, another HeartLab server receives your studies. We will tell you whether it accepts the client certificate of your PACS. If it does not, request a new one as the handover pack describes, and use it after our change.',
};

const toCertificate = ({ site }: Site): readonly HospitalAction[] => [
  requestCertificate(site),
  { when: 'before', text: 'Prepare the certificate and its key in your PACS, but do not use them yet.' },
  {
    when: 'after',
    text: 'Set your PACS to authenticate with the client certificate instead of user name and password.',
  },
];

const toPassword = ({ site }: Site): readonly HospitalAction[] => [
  {
    when: 'after',
    text: `Set your PACS to authenticate with the user name ${site} and a password instead of the client certificate. We send the password ${BY_SECRET_CHANNEL}.`,
  },
];
