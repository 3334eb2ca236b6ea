import type { Layer } from "@espalier/network";
import type { Tensor } from "@espalier/tensor";
import { scoresByMatrix } from "../method/by-matrix.ts";
import { layerScores } from "../method/score.ts";
import type { LayerScores, RowCurvature } from "../method/score.ts";
import { tiedScores } from "../method/tied-scores.ts";
import { damped } from "./curvature.ts";
import type { RowStatistics } from "./row-statistics.ts";
import { tiedRowCurvature } from "./tied-rows.ts";

/** The curvature of each use of a matrix, which is the same for all. */
const curvaturesOf = ({ samples, coscatter, weighted, tied }: RowStatistics): RowCurvature[] =>
  tied === undefined
    ? [{ curvature: damped(coscatter, samples), mean: weighted.mean }]
    : tiedRowCurvature(tied);

/** The scores of each matrix, whose compensation moves rows and biases. */
export const scoresByRow = (
  who: string,
  layers: readonly Layer[],
  statistics: readonly RowStatistics[],
  importanceOf: (layer: Layer, k: number, rows: RowCurvature) => Tensor,
): LayerScores[] =>
  scoresByMatrix(layers, (layer, [k]) => {
    const { tied } = statistics[k];
    const scores =
      tied === undefined
        ? [layerScores(`${who}: layer ${k}`, layer.weight, statistics[k])]
        : tiedScores(layer.weight, tied);
    const rows = curvaturesOf(statistics[k]);
    const importance = importanceOf(layer, k, rows[0]);
    return scores.map(({ compensation }, u) => ({ importance, compensation, rows: rows[u] }));
  });
