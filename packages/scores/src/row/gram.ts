import { kernels } from "@espalier/tensor";
import type { Arena } from "@espalier/tensor";

/** Columns that lie together: short rows are multiplied where they are, and two panels of a chunk of samples stay in a cache. */
const PANEL = 48;

/** The first column of each panel, and its number of columns. */
export const panelsOf = (J: number): readonly { readonly from: number; readonly width: number }[] =>
  Array.from({ length: Math.ceil(J / PANEL) }, (_, panel) => ({
    from: panel * PANEL,
    width: Math.min(PANEL, J - panel * PANEL),
  }));

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
