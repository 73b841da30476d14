export interface PackFile {
  /** Relative, with `/` as the separator. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /** 0644, 0755 for scripts, 0600 for secrets. */
  readonly mode: 0o644 | 0o755 | 0o600;
}

export const plainFile = (path: string, content: string | Uint8Array): PackFile => ({ path, content, mode: 0o644 });
