import { affineInput, affineLines, primal, reverseSweep } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { kernels } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Network } from "@espalier/network";
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
    // Overwritten for each block: scaled inputs, and a strip of a block.
    const [Z, C] = [cotangent.shape[0], STRIP].map((rows) => arena.doubles(rows * widest));
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
          scaleInputs(Z, block, block.row, affineInput(lines[layer]), U, layer === block.layer);
          addGram(entries, block.at.length, Z, U.shape[0], C);
        }
      }
    }
  } finally {
    arena.release();
  }
  return vector;
}

/** Z [n, c] = ū_ni (x, 1) of a neuron; without the 1 for a layer whose matrix is that of the block, but not its bias. */
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
  for (let sample = 0; sample < N; sample++) {
    const [scale, to, from] = [u[sample * I + row], sample * length, sample * J];
    for (let c = 0; c < columns.length; c++) Z[to + c] = scale * x[from + columns[c]];
    if (columns.length < length) Z[to + length - 1] = hasBias ? scale : 0;
  }
}

/** The columns of a block that are computed at a time, from the diagonal down. */
const STRIP = 48;

/** Adds ZᵀZ, of which one triangle is computed: both have the same products in the same order. */
function addGram(entries: Float64Array, n: number, Z: Float64Array, N: number, C: Float64Array): void {
  for (let from = 0; from < n; from += STRIP) {
    const [height, width] = [n - from, Math.min(STRIP, n - from)];
    const own = C.subarray(0, height * width).fill(0);
    const A = Z.subarray(from, N * n);
    kernels().gemm({ M: height, N: width, K: N, A, aRow: 1, aColumn: n, B: A, bRow: n, bColumn: 1, C: own });
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++) {
        const value = own[i * width + j];
        entries[(from + i) * n + from + j] += value;
        if (i >= width) entries[(from + j) * n + from + i] += value;
      }
  }
}
