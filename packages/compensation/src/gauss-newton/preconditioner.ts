import { cholesky, solveInPlace } from "@espalier/scores/internal";

/** M⁻¹ r of a residual r, in an array of its own, where M approximates H + λ I. */
export type Preconditioner = (residual: Float64Array) => Float64Array;

/**
 * This share of its own is added to each diagonal entry. The rounding of a block, a sum of squares over a few thousand samples, and that of
 * its factorisation stay far below it. So a block that is positive semidefinite is positive definite afterwards, also where λ vanishes
 * beside it.
 */
const RIDGE = 1e-9;

/**
 * M is the part of H within blocks of coordinates, plus λ on the diagonal. Weights of one neuron, whose inputs vary together, are the main
 * reason for which H is far from diagonal; an iteration with blocks of neurons does the work of several with the diagonal alone.
 *
 * @param blocks the numbers of the coordinates of each block
 * @param entries of the blocks, one after the other, each row by row
 * @param lambda > 0
 */
export function blockPreconditioner(
  blocks: readonly Uint32Array[],
  entries: Float64Array,
  lambda: number,
): Preconditioner {
  let from = 0;
  const factors = blocks.map(({ length: n }) => {
    const M = entries.slice(from, (from += n * n));
    for (let at = 0; at < n * n; at += n + 1) M[at] += RIDGE * M[at] + lambda;
    return cholesky("blockPreconditioner", M, n);
  });
  return (residual) => {
    const result = new Float64Array(residual.length);
    for (const [number, at] of blocks.entries()) {
      const own = new Float64Array(at.length);
      for (let each = 0; each < at.length; each++) own[each] = residual[at[each]];
      solveInPlace(factors[number], own);
      for (let each = 0; each < at.length; each++) result[at[each]] = own[each];
    }
    return result;
  };
}

/** The diagonals of blocks, in the order of the blocks. */
export function diagonalOf(blocks: readonly Uint32Array[], entries: Float64Array): Float64Array {
  let from = 0;
  return Float64Array.from(
    blocks.flatMap(({ length: n }) => {
      const own = Array.from({ length: n }, (_, at) => entries[from + at * (n + 1)]);
      from += n * n;
      return own;
    }),
  );
}
