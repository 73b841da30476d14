import { plainWord } from './nginx-text';
import type { Reads } from './requests';
import type { IngestSite } from './sites';

/** Where the gate stands and what it may let through. */
export interface GateOptions {
  readonly sites: readonly IngestSite[];
  /** The address to listen on, but for `inner`, which is on loopback: `0.0.0.0` in a task (its security group says who may connect). */
  readonly address: string;
  readonly ports: { readonly mtls: number; readonly basic: number; readonly inner: number };
  /** The DICOMweb server's HTTP port, on loopback. */
  readonly serverPort: number;
  /** For the TLS between ALB and gate. An ALB doesn't check a target's certificate; the start script makes one that is missing. */
  readonly certificate: string;
  readonly certificateKey: string;
  /** A writable folder, for nginx only: the hashed passwords, the pid, empty temporary folders. */
  readonly folder: string;
  /**
   * What hospitals may read. The server knows no owner of a study: with `all` (QIDO-RS, WADO-RS) **every site of the environment
   * reads the studies of every other**. With `existence` a hospital learns whether a study that it names by its UID is stored,
   * and no attribute of it. No default: the environment decides it.
   */
  readonly reads: Reads;
  /** The ALB's idle timeout in seconds. Large studies need at least 300. */
  readonly idleSeconds: number;
  /** The user of the worker processes, where nginx is started as root. */
  readonly user?: string;
}

export const passwordFile = ({ folder }: Pick<GateOptions, 'folder'>): string => `${plainWord(folder)}/passwords`;
