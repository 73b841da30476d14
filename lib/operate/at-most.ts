/** Runs the work with a limit on concurrency. The results are in the order of the pieces. */
export async function atMost<Piece, Result>(
  limit: number,
  pieces: readonly Piece[],
  work: (piece: Piece) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const waiting = pieces.entries();
  const worker = async (): Promise<void> => {
    for (const [index, piece] of waiting) results.set(index, await work(piece));
  };
  await Promise.all(Array.from({ length: Math.min(limit, pieces.length) }, worker));
  return [...results].sort(([one], [other]) => one - other).map(([, result]) => result);
}
