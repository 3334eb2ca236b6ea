import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { curvatureOfRow } from "../../method/score.ts";
import type { RowCurvature } from "../../method/score.ts";
import type { PassResult } from "../../streaming/pass.ts";
import type { ScoringStrategy } from "../strategy.ts";
import { eliminationCosts } from "./eliminate.ts";
import { partBytes } from "../../row/memory.ts";
import { rowStatisticsPass } from "../../row/row-statistics.ts";
import type { RowStatistics } from "../../row/row-statistics.ts";
import { scoresByRow } from "../../row/scores.ts";

/** The costs of each row, by {@link eliminationCosts}. */
function importanceOf(who: string, weight: Tensor, rows: RowCurvature): Tensor {
  const [I, J] = weight.shape;
  const importance = zeros([I, J]);
  for (let i = 0; i < I; i++) {
    const H = curvatureOfRow(rows, i);
    if (H[0] === 0) continue; // a damped row has no zero there
    const W = weight.data.subarray(i * J, (i + 1) * J);
    importance.data.set(eliminationCosts(`${who}, row ${i}`, W, H), i * J);
  }
  return importance;
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
  squares: "outputs",
  scoresTied: true,
  readsEnergies: true,
  passes: [rowStatisticsPass],
  bytes: partBytes,
  scores: ({ who, network: { layers } }, { total: statistics }: PassResult<RowStatistics[]>) =>
    scoresByRow(who, layers, statistics, ({ weight }, k, rows) =>
      importanceOf(`${who}: layer ${k}`, weight, rows),
    ),
};
