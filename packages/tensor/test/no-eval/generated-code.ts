/** What the flag forbids: the proof that it is on. */
// oxlint-disable-next-line typescript/no-implied-eval -- that it fails is the point
export const result: unknown = new Function("return 1")();
