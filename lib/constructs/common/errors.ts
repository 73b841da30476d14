/** Why a fleet can't be built, for the author of its files: every reason at once, one a line. */
export class FleetError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'FleetError';
  }
}
