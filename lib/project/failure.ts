/** Git, the file system or synth did not do what the review needs: nothing can be said of the change. */
export class ReviewFailure extends Error {
  override readonly name = 'ReviewFailure';
}
