import type { Site } from './model';

/**
 * The name in Secrets Manager of the password with which a `basic` site posts; undefined for an `mtls` site. The name contains
 * the generation: raising `passwordGeneration` makes a new secret, and the handover pack reads the current one.
 */
export function stowPasswordSecret({ site, dicom }: Site): string | undefined {
  return dicom.stow.auth === 'basic' ? stowPasswordSecretName(site, dicom.stow.passwordGeneration ?? 1) : undefined;
}

export const stowPasswordSecretName = (site: string, generation: number): string =>
  `heartlab/${site}/stow-password-${generation}`;

/** The length of a password that Secrets Manager generates. */
export const STOW_PASSWORD_LENGTH = 40;
