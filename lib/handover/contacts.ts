import type { Environment } from '../config/model';

/** The environment has no contacts, so its hospitals could not reach HeartLab. */
export class MissingContactsError extends Error {
  constructor(environment: string) {
    super(
      [
        `${environment} has no \`contacts\`, so the hospital could not reach HeartLab; pass --preview, or write your own below \`${environment}:\`:`,
        '  contacts:',
        '    telephone: "+61 2 5550 0123"',
        '    email: connectivity@heartlab.example',
        '    hours: Monday to Friday, 8:00 to 18:00, Australia/Sydney',
        '    emergency: "+61 2 7010 0145"',
      ].join('\n'),
    );
    this.name = 'MissingContactsError';
  }
}

/**
 * A pack that a hospital gets needs the contacts. A preview does not, nor does a rehearsal.
 *
 * @throws MissingContactsError
 */
export function requireContacts({ name, contacts }: Environment): void {
  if (contacts === undefined) throw new MissingContactsError(name);
}
