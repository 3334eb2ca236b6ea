import type { Layer } from "@espalier/network";
import { checkFinite } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { scoresByMatrix } from "../method/by-matrix.ts";
import { layerScores } from "../method/score.ts";
import type { LayerScores, RowCurvature } from "../method/score.ts";
import { tiedScores } from "../method/tied-scores.ts";
import { damped } from "./curvature.ts";
import { coscatterOfRow } from "./row-statistics.ts";
import type { RowStatistics } from "./row-statistics.ts";
import { tiedRowCurvature } from "./tied-rows.ts";

/** The curvature of each use of a matrix, which is the same for all. */
function curvaturesOf(
  who: string,
  { samples, coscatter, held, weighted, tied }: RowStatistics,
): RowCurvature[] {
  if (tied !== undefined) return tiedRowCurvature(tied);
  const { mean } = weighted;
  if (held === undefined) return [{ curvature: damped(coscatter, samples), mean }];
  const [I, J] = mean.shape;
  const row = (i: number): Float64Array => {
    const curvature = damped({ shape: [1, J, J], data: coscatterOfRow(held, i) }, samples);
    checkFinite(`${who}, row ${i}`, "curvature", curvature);
    return curvature.data as Float64Array; // as `damped` made it
  };
  return [{ curvature: { shape: [I, J, J], row }, mean }];
}

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
    const rows = curvaturesOf(`${who}: layer ${k}`, statistics[k]);
    const importance = importanceOf(layer, k, rows[0]);
    return scores.map(({ compensation }, u) => ({ importance, compensation, rows: rows[u] }));
  });
