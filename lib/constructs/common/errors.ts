/** What keeps a fleet from being built, for the person who wrote its files: every reason at once, a line each. */
export class FleetError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'FleetError';
  }
}
