import { zeros } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import type { CoscatterRow } from "./columns.ts";

/**
 * λ over the mean curvature of a row. If inputs depend on each other, or outnumber the samples, C is singular, and kept weights
 * could change without limit in directions that no sample shows. With λ the eigenvalues of H are at least λ, and its condition is
 * at most 1 + 100 J. One percent is the value of SparseGPT (arXiv:2301.00774).
 */
const DAMPING = 0.01;

/**
 * H_i = C_i + λ_i, with λ_i a fraction of the mean of its diagonal; zero if that is 0, as in a row that the outputs do not depend on.
 *
 * @param coscatter N C [i, j, j]
 */
export function damped(coscatter: Tensor, N: number): Tensor {
  const [I, J] = coscatter.shape;
  const curvature = zeros([I, J, J]);
  for (let i = 0; i < I; i++) {
    const C = coscatter.data.subarray(i * J * J, (i + 1) * J * J);
    let trace = 0;
    for (let j = 0; j < J; j++) trace += C[j * J + j] / N;
    const damping = (DAMPING * trace) / J;
    if (damping === 0) continue;
    const H = curvature.data.subarray(i * J * J, (i + 1) * J * J);
    for (let jl = 0; jl < J * J; jl++) H[jl] = C[jl] / N + (jl % (J + 1) === 0 ? damping : 0);
  }
  return curvature;
}

/**
 * {@link damped} for one row and some of its columns; the other entries are zero, but for the diagonal.
 *
 * @param H zeros [j, j], overwritten
 * @param row N C_i
 */
export function dampRow(H: Data, { columns, entries, diagonal }: CoscatterRow, N: number): void {
  const J = diagonal.length;
  let trace = 0;
  for (let j = 0; j < J; j++) trace += diagonal[j] / N;
  const damping = (DAMPING * trace) / J;
  if (damping === 0) return;
  let at = 0;
  for (const j of columns) for (const l of columns) H[j * J + l] = entries[at++] / N;
  for (let j = 0; j < J; j++) H[j * J + j] = diagonal[j] / N + damping;
}
