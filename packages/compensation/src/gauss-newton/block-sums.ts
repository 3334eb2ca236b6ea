import { affineInput, affineLines, primal, reverseSweep } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { kernels } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import type { Network } from "@espalier/network";
import { addGram, byColumns, eachColumn, gramMemory } from "@espalier/scores/internal";
import { entriesIn } from "./blocks.ts";
import type { Block } from "./blocks.ts";

/**
 * Σ_n (Jᵀ u)(Jᵀ u)ᵀ within the blocks, for a u with E[u uᵀ] = F drawn for each sample: on average those of Σ_n Jᵀ F J.
 *
 * Within a neuron it is Σ_n ū_ni² (x, 1)(x, 1)ᵀ, from one reverse sweep, as a sample's Jacobian has rank one. A slope gets the sum over the
 * biases of its neurons, and a tied matrix the sum over its uses that are not transposed: what only scales the search need not be exact.
 *
 * @param cotangent u of each sample
 * @see Martens, Sutskever & Swersky 2012, "Estimating the Hessian by back-propagating curvature"
 */
export function blockSums(
  { layers }: Network,
  blocks: readonly Block[],
  output: Variable,
  cotangent: Tensor,
): Float64Array {
  const lines = affineLines(output);
  const swept = reverseSweep(output, cotangent, lines);
  const vector = new Float64Array(entriesIn(blocks));
  const widest = blocks.reduce((most, { at }) => Math.max(most, at.length), 0);
  const arena = kernels().arena();
  try {
    const memory = gramMemory(arena, cotangent.shape[0], widest);
    const places = Uint32Array.from({ length: widest }, (_, c) => c);
    const signals = swept.map((sensitivity, layer): Signals | undefined => {
      if (sensitivity === undefined) return undefined;
      const U = primal(sensitivity);
      return { U, inputs: byColumns(affineInput(lines[layer])), sensitivities: byColumns(U) };
    });
    let from = 0;
    for (const block of blocks) {
      const { length } = block.at;
      const entries = vector.subarray(from, (from += length ** 2));
      for (const [layer, { tied, transposed }] of layers.entries()) {
        const own = signals[layer];
        const isOfBlock = layer === block.layer || (tied === block.layer && transposed !== true);
        if (own === undefined || !isOfBlock) continue;
        if (block.row === undefined) for (const u of own.U.data) entries[0] += u * u;
        else {
          scaleInputs(memory.Z, block, block.row, own, layer === block.layer);
          addGram(entries, length, own.U.shape[0], memory, places.subarray(0, length));
        }
      }
    }
  } finally {
    arena.release();
  }
  return vector;
}

/** The inputs X [n, j] and sensitivities Ū [n, i] of a layer. */
interface Signals {
  readonly U: Tensor;
  /** Xᵀ [j, n] */
  readonly inputs: Data;
  /** Ūᵀ [i, n] */
  readonly sensitivities: Data;
}

/** Z [n, c] = ū_ni (x, 1) of a neuron, panel by panel; without the 1 for a layer whose matrix is that of the block, but not its bias. */
function scaleInputs(
  Z: Float64Array,
  { columns, at: { length } }: Block,
  row: number,
  { U, inputs: x, sensitivities }: Signals,
  hasBias: boolean,
): void {
  const [N] = U.shape;
  const u = sensitivities.subarray(row * N, (row + 1) * N);
  eachColumn(N, length, (c, from, to, start, step) => {
    if (c < columns.length) {
      const first = columns[c] * N;
      for (let n = from, at = start; n < to; n++, at += step) Z[at] = u[n] * x[first + n];
    } else for (let n = from, at = start; n < to; n++, at += step) Z[at] = hasBias ? u[n] : 0;
  });
}
