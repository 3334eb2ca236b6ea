import type { Layer } from "@espalier/network";
import { checkFinite, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { scoresByMatrix } from "../method/by-matrix.ts";
import { layerScores } from "../method/score.ts";
import type { LayerScores, RowCurvature } from "../method/score.ts";
import { tiedScores } from "../method/tied-scores.ts";
import { columnsOf, rowOf } from "./columns.ts";
import type { Columns } from "./columns.ts";
import { dampRow } from "./curvature.ts";
import { coscatterOfRow } from "./row-statistics.ts";
import type { RowStatistics } from "./row-statistics.ts";
import { tiedRowCurvature } from "./tied-rows.ts";

/** The curvature of each use of a matrix, which is the same for all. */
function curvaturesOf(
  who: string,
  { samples, coscatter, held, weighted: { mean }, tied }: RowStatistics,
  columns: Columns,
): RowCurvature[] {
  if (tied !== undefined) return tiedRowCurvature(tied);
  const [I, J] = mean.shape;
  const shape = [I, J, J];
  if (coscatter !== undefined) {
    const curvature = zeros(shape);
    for (let i = 0; i < I; i++)
      dampRow(curvature.data.subarray(i * J * J, (i + 1) * J * J), rowOf(coscatter, columns, i), samples);
    return [{ curvature, mean }];
  }
  const row = (i: number): Float64Array => {
    if (held === undefined) throw new Error("statistics of rows without samples");
    const curvature = new Float64Array(J * J);
    dampRow(curvature, rowOf(coscatterOfRow(held, i, columns[i]), [columns[i]], 0), samples);
    checkFinite(`${who}, row ${i}`, "curvature", { shape: [1, J, J], data: curvature });
    return curvature;
  };
  return [{ curvature: { shape, row }, mean }];
}

/**
 * The scores of each matrix, whose compensation moves rows and biases.
 *
 * @param columns of each layer, which the statistics are about; all by default
 */
export const scoresByRow = (
  who: string,
  layers: readonly Layer[],
  statistics: readonly RowStatistics[],
  importanceOf: (layer: Layer, k: number, rows: RowCurvature) => Tensor,
  columns?: readonly Columns[],
): LayerScores[] =>
  scoresByMatrix(layers, (layer, [k]) => {
    const { tied } = statistics[k];
    const scores =
      tied === undefined
        ? [layerScores(`${who}: layer ${k}`, layer.weight, statistics[k])]
        : tiedScores(layer.weight, tied);
    const own = columns?.[k] ?? columnsOf(layer.weight.shape, undefined);
    const rows = curvaturesOf(`${who}: layer ${k}`, statistics[k], own);
    const importance = importanceOf(layer, k, rows[0]);
    return scores.map(({ compensation }, u) => ({ importance, compensation, rows: rows[u] }));
  });
