/** A sum of vectors, added in pairs, and pairs of pairs: the order depends on their number alone. */
export interface TreeSum {
  /** Adds the next vector, which the sum owns from then on. */
  readonly add: (vector: Float64Array) => void;
  /** The sum of all added vectors, of which there must be one. */
  readonly total: () => Float64Array;
}

/**
 * A fixed tree over the chunks of a batch. It holds at most log₂ n + 1 vectors: a vector of 2ᵏ summands waits for the next of 2ᵏ, as
 * the digits of a binary counter do.
 */
export function treeSum(): TreeSum {
  const waiting: { readonly vector: Float64Array; readonly summands: number }[] = [];
  const join = (): void => {
    const [left, right] = waiting.splice(-2);
    for (let at = 0; at < left.vector.length; at++) left.vector[at] += right.vector[at];
    waiting.push({ vector: left.vector, summands: left.summands + right.summands });
  };
  return {
    add(vector) {
      waiting.push({ vector, summands: 1 });
      while (waiting.at(-1)?.summands === waiting.at(-2)?.summands) join();
    },
    total() {
      while (waiting.length > 1) join();
      const [sum] = waiting;
      if (sum === undefined) throw new RangeError("a sum of at least one vector");
      return sum.vector;
    },
  };
}
