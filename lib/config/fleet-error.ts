/** Why a fleet can't be built, for the author of its settings: every reason at once, one a line. */
export class FleetError extends Error {
  /** The reasons, each with the place, what was found and what to write instead. */
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'FleetError';
    this.lines = lines;
  }
}
