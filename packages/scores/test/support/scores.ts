import { finish } from "@espalier/network";
import type { Network } from "@espalier/network";
import type { Tensor } from "@espalier/tensor";
import { scoring } from "../../../prune/src/index.ts";
import type { PruneOptions } from "../../../prune/src/index.ts";
import type { LayerScores } from "../../src/index.ts";
import { slopesOf } from "../../../network/test/support/jacobian.ts";
import type { Slopes } from "../../../network/test/support/jacobian.ts";

/** The scores by a strategy, at once. */
export const scoresOf = (
  network: Network,
  inputs: Tensor,
  options: Omit<PruneOptions, "ratio"> = {},
): LayerScores[] => finish(scoring(network, inputs, options));

/** The score of one weight, and the Jacobians it comes from. */
export interface WeightScore extends Slopes {
  readonly importance: number;
  readonly compensation: number;
}

/** The scores of the proposed method weight by weight, in the order of layer, row, column. */
export function weightScores(network: Network, inputs: Tensor): WeightScore[] {
  const scores = scoresOf(network, inputs);
  return slopesOf(network, inputs).map((weight) => {
    const { importance, compensation } = scores[weight.k];
    const ij = weight.i * importance.shape[1] + weight.j;
    return { ...weight, importance: importance.data[ij], compensation: compensation.data[ij] };
  });
}

/** The curvature of all rows, which were in memory together. */
export function wholeCurvature({ rows }: LayerScores): Tensor {
  if (rows === undefined || "row" in rows.curvature) throw new Error("the curvature of all rows at once");
  return rows.curvature;
}
