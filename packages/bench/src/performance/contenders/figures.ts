/** Σ x², over all of some arrays. */
export function sumOfSquares(...arrays: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const values of arrays) for (let at = 0; at < values.length; at++) sum += values[at] * values[at];
  return sum;
}

/** Σ x, over all of some arrays. */
export function total(...arrays: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const values of arrays) for (let at = 0; at < values.length; at++) sum += values[at];
  return sum;
}
