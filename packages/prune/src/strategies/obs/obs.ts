import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { layerScores } from "../../method/score.ts";
import type { LayerScores, RowCurvature } from "../../method/score.ts";
import type { PassResult } from "../../streaming/pass.ts";
import type { ScoringStrategy } from "../strategy.ts";
import { eliminationCosts } from "./eliminate.ts";
import { rowBytes, rowStatisticsPass } from "./row-statistics.ts";
import type { RowStatistics } from "./row-statistics.ts";

/**
 * λ over the mean curvature of a row. If inputs depend on each other, or outnumber the samples, C is singular, and kept weights
 * could change without limit in directions that no sample shows. With λ the eigenvalues of H are at least λ, and its condition is
 * at most 1 + 100 J. One percent is the value of SparseGPT (arXiv:2301.00774).
 */
const DAMPING = 0.01;

/** H_i = C_i + λ_i, with λ_i a fraction of the mean of its diagonal; zero if that is 0, as in a row that the outputs do not depend on. */
function dampedCurvature({ samples: N, coscatter, weighted }: RowStatistics): RowCurvature {
  const [I, J] = weighted.mean.shape;
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
  return { curvature, mean: weighted.mean };
}

function scoreRows(who: string, weight: Tensor, statistics: RowStatistics): LayerScores {
  const { compensation } = layerScores(who, weight, statistics);
  const rows = dampedCurvature(statistics);
  const [I, J] = weight.shape;
  const importance = zeros([I, J]);
  for (let i = 0; i < I; i++) {
    const H = Float64Array.from(rows.curvature.data.subarray(i * J * J, (i + 1) * J * J));
    if (H[0] === 0) continue; // a damped row has no zero there
    const W = weight.data.subarray(i * J, (i + 1) * J);
    importance.data.set(eliminationCosts(`${who}, row ${i}`, W, H), i * J);
  }
  return { importance, compensation, rows };
}

/**
 * Optimal Brain Surgeon, neuron by neuron: the kept weights of a row compensate as well as its bias.
 *
 * It uses the blocks of the curvature E[JᵀJ] that belong to single neurons, E[G_i x̃ x̃ᵀ] with x̃ = (x, 1). The bias is eliminated
 * first, without damping, which leaves C_i = E[G_i (x − μ_i)(x − μ_i)ᵀ]; the proposed method has only its diagonal. Within a
 * row, weights are ranked by removing them one at a time; then the rows are ranked together.
 *
 * @see Hassibi & Stork 1993; row by row arXiv:2208.11580, with E[x xᵀ] for every neuron
 */
export const obs: ScoringStrategy = {
  kind: "score",
  name: "obs",
  predictsChange: true, // to first order, with the compensation by the row
  passes: [rowStatisticsPass],
  bytes: rowBytes,
  scores: ({ who, network: { layers } }, { total: statistics }: PassResult<RowStatistics[]>) =>
    layers.map(({ weight }, k) => scoreRows(`${who}: layer ${k}`, weight, statistics[k])),
};
