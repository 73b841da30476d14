import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../config/proposals';

/** The capabilities of a device in one phase of IKEv2. */
export interface PhaseCapabilities {
  readonly encryption: readonly EncryptionAlgorithm[];
  /** In phase 1 also the pseudo-random function with AES-GCM. */
  readonly integrity: readonly IntegrityAlgorithm[];
  readonly dhGroups: readonly number[];
  /** For a device that chooses the pseudo-random function of AES-GCM itself, by DH group. Other groups can't be used with GCM. */
  readonly gcmPrf?: Readonly<Record<number, IntegrityAlgorithm>>;
}

export interface DeviceCapabilities {
  /** The releases that the table and the rendered file apply to. */
  readonly release: string;
  readonly phase1: PhaseCapabilities;
  readonly phase2: PhaseCapabilities;
}
