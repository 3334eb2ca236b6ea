import { affineInput, affineLines, primal, reverseSweep } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { kernels } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Network } from "@espalier/network";
import { addGram, gramMemory, panelsOf } from "@espalier/scores/internal";
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
    let from = 0;
    for (const block of blocks) {
      const entries = vector.subarray(from, (from += block.at.length ** 2));
      for (const [layer, { tied, transposed }] of layers.entries()) {
        const sensitivity = swept[layer];
        const isOfBlock = layer === block.layer || (tied === block.layer && transposed !== true);
        if (sensitivity === undefined || !isOfBlock) continue;
        const U = primal(sensitivity);
        if (block.row === undefined) for (const u of U.data) entries[0] += u * u;
        else {
          const { length } = block.at;
          scaleInputs(memory.Z, block, block.row, affineInput(lines[layer]), U, layer === block.layer);
          addGram(entries, length, U.shape[0], memory, places.subarray(0, length));
        }
      }
    }
  } finally {
    arena.release();
  }
  return vector;
}

/** Z [n, c] = ū_ni (x, 1) of a neuron, panel by panel; without the 1 for a layer whose matrix is that of the block, but not its bias. */
function scaleInputs(
  Z: Float64Array,
  { columns, at: { length } }: Block,
  row: number,
  X: Tensor,
  U: Tensor,
  hasBias: boolean,
): void {
  const [[N, I], [, J]] = [U.shape, X.shape];
  const [x, u] = [X.data, U.data];
  let to = 0;
  for (const panel of panelsOf(length)) {
    const end = panel.from + panel.width;
    const last = Math.min(end, columns.length);
    for (let sample = 0; sample < N; sample++) {
      const [scale, from] = [u[sample * I + row], sample * J];
      for (let c = panel.from; c < last; c++) Z[to++] = scale * x[from + columns[c]];
      if (last < end) Z[to++] = hasBias ? scale : 0;
    }
  }
}
