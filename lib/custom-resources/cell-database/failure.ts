/** A failure for an operator: what is wrong, where, and what to do. It contains no stack trace and no secret. */
export class CellDatabaseError extends Error {
  constructor(message: string) {
    super(message);
    // The CDK's Provider framework returns `stack` to CloudFormation as the reason (runtime/framework.ts, runtime/outbound.ts).
    this.stack = message;
  }
}
