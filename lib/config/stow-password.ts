import type { Site } from './model';

/**
 * The Secrets Manager name of the password with which a `basic` site posts, or undefined for an `mtls` site. The generation is
 * part of the name: raising `passwordGeneration` makes a new secret, and the handover pack reads the one that is in force.
 */
export function stowPasswordSecret({ site, dicom }: Site): string | undefined {
  return dicom.stow.auth === 'basic' ? stowPasswordSecretName(site, dicom.stow.passwordGeneration ?? 1) : undefined;
}

export const stowPasswordSecretName = (site: string, generation: number): string =>
  `heartlab/${site}/stow-password-${generation}`;

/** Characters of a password that Secrets Manager makes. */
export const STOW_PASSWORD_LENGTH = 40;
