import { allocate, dtypeOf, kernels } from "@espalier/tensor";
import type { Arena, Data, Tensor } from "@espalier/tensor";

/** Columns that lie together: short rows are multiplied where they are, and two panels of a chunk of samples stay in a cache. */
const PANEL = 48;

/** The first column of each panel, and its number of columns. */
const panelsOf = (J: number): readonly { readonly from: number; readonly width: number }[] =>
  Array.from({ length: Math.ceil(J / PANEL) }, (_, panel) => ({
    from: panel * PANEL,
    width: Math.min(PANEL, J - panel * PANEL),
  }));

/** Rows at a time: their part of a panel stays in the nearest cache. */
const ROWS = 64;

/**
 * Visits the columns of a matrix [n, J] in panels, some rows at a time.
 *
 * @param write puts the entries of column c with from ≤ n < to at `at`, `at + step` … of the panels
 */
export function eachColumn(
  N: number,
  J: number,
  write: (c: number, from: number, to: number, at: number, step: number) => void,
): void {
  for (const { from: left, width } of panelsOf(J))
    for (let from = 0; from < N; from += ROWS)
      for (let c = 0; c < width; c++)
        write(left + c, from, Math.min(N, from + ROWS), left * N + from * width + c, width);
}

/** Xᵀ [j, n], in which the entries of a column lie together. */
export function byColumns({ shape: [N, J], data }: Tensor): Data {
  const result = allocate(N * J, dtypeOf({ data }));
  for (let n = 0; n < N; n++) for (let j = 0; j < J; j++) result[j * N + n] = data[n * J + j];
  return result;
}

/** Memory for Gram matrices of up to N rows and J columns; each overwrites it. */
export interface GramMemory {
  /** Z */
  readonly Z: Float64Array;
  /** The product of two panels. */
  readonly product: Float64Array;
}

export const gramMemory = (arena: Pick<Arena, "doubles">, N: number, J: number): GramMemory => ({
  Z: arena.doubles(N * J),
  product: arena.doubles(PANEL ** 2),
});

/**
 * C ← C + ZᵀZ. One triangle is computed: the other has the same products in the same order. Each entry is summed over n, ascending, and then
 * added, as by `matmulTN`.
 *
 * @param C [J, J]
 * @param memory with Z [n, c], panel by panel, each panel [n, width] row by row, see {@link panelsOf}
 * @param places the rows and columns of C that the columns c of Z belong to
 */
export function addGram(
  C: Float64Array,
  J: number,
  N: number,
  { Z, product }: GramMemory,
  places: Uint32Array,
): void {
  const panels = panelsOf(places.length).map(({ from, width }) => ({
    width,
    own: Z.subarray(from * N, (from + width) * N),
    at: places.subarray(from, from + width),
  }));
  for (const [p, rows] of panels.entries())
    for (const columns of panels.slice(0, p + 1)) {
      const [M, width] = [rows.width, columns.width];
      const sums = product.subarray(0, M * width);
      kernels().gemm({
        M,
        N: width,
        K: N,
        A: rows.own,
        aRow: 1,
        aColumn: M,
        B: columns.own,
        bRow: width,
        bColumn: 1,
        C: sums,
      });
      addBlock(C, J, rows.at, columns.at, sums, width, 1);
      if (columns !== rows) addBlock(C, J, columns.at, rows.at, sums, 1, width);
    }
}

/** Adds a block, or its transpose, to some rows and columns of C. */
function addBlock(
  C: Float64Array,
  J: number,
  rows: Uint32Array,
  columns: Uint32Array,
  block: Float64Array,
  step: number,
  next: number,
): void {
  for (let a = 0; a < rows.length; a++) {
    const to = rows[a] * J;
    for (let b = 0, at = a * step; b < columns.length; b++, at += next) C[to + columns[b]] += block[at];
  }
}
