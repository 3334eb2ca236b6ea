import type { Mask } from "@espalier/network";

/** For each row of a layer, the columns of the weights that may still change, ascending. */
export type Columns = readonly Uint32Array[];

/** All columns, or those of the weights that are left. */
export function columnsOf([I, J]: readonly number[], mask: Mask | undefined): Columns {
  const all = Uint32Array.from({ length: J }, (_, j) => j);
  return Array.from({ length: I }, (_, i) =>
    mask === undefined ? all : all.filter((j) => mask[i * J + j] !== 0),
  );
}

/** Where the entries of each row begin; at last, where they end. */
function startsOf(columns: Columns): number[] {
  const starts = [0];
  for (const [i, { length }] of columns.entries()) starts.push(starts[i] + length ** 2);
  return starts;
}

/** The entries of the coscatter of a layer, see `coscatterOf`, that its rows read. */
export interface Coscatter {
  /** C_i [j, l] of the columns of each row, one row after the other. */
  readonly entries: Float64Array;
  /** C_i,jj of all columns, [i, j]; 0 in a row without columns. */
  readonly diagonal: Float64Array;
}

/** The coscatter of one row. */
export interface CoscatterRow extends Coscatter {
  readonly columns: Uint32Array;
}

export function rowOf({ entries, diagonal }: Coscatter, columns: Columns, i: number): CoscatterRow {
  const [starts, J] = [startsOf(columns), diagonal.length / columns.length];
  return {
    columns: columns[i],
    entries: entries.subarray(starts[i], starts[i + 1]),
    diagonal: diagonal.subarray(i * J, (i + 1) * J),
  };
}

export const noCoscatter = (columns: Columns, J: number): Coscatter => ({
  entries: new Float64Array(startsOf(columns)[columns.length]),
  diagonal: new Float64Array(columns.length * J),
});
