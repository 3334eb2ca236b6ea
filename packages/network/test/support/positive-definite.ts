import { matmulTN, randomNormal, seededRandom } from "@espalier/tensor";
import * as fc from "fast-check";

/** A symmetric matrix H = BᵀB + 1 [j, j], whose eigenvalues are 1 and more, and a row W [j] of weights; no two costs agree. */
export interface DrawnRow {
  readonly J: number;
  readonly W: Float64Array;
  readonly H: Float64Array;
}

export const drawnRows: fc.Arbitrary<DrawnRow> = fc
  .record({ J: fc.integer({ min: 1, max: 6 }), seed: fc.nat() })
  .map(({ J, seed }) => {
    const random = seededRandom(seed);
    const B = randomNormal([J, J], random);
    const H = Float64Array.from(matmulTN(B, B).data);
    for (let j = 0; j < J; j++) H[j * (J + 1)]++;
    return { J, W: Float64Array.from(randomNormal([J], random).data), H };
  });

/** The x of A x = b, by elimination with the largest pivots: another way than ours. */
export function solve(A: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = A.map((row, i) => [...row, b[i]]);
  const n = b.length;
  for (let c = 0; c < n; c++) {
    const pivot = rows.slice(c).reduce((best, row) => (Math.abs(row[c]) > Math.abs(best[c]) ? row : best));
    rows.splice(rows.indexOf(pivot), 1);
    for (const [at, row] of rows.entries())
      rows[at] = row.map((value, l) => value - (row[c] / pivot[c]) * pivot[l]);
    rows.splice(c, 0, pivot);
  }
  return rows.map((row, i) => row[n] / row[i]);
}

/** The δ that makes (W_S, −δ)ᵀ H (W_S, −δ) least, and how much that is. */
export function leastCost(
  { J, W, H }: DrawnRow,
  removed: ReadonlySet<number>,
): { readonly delta: readonly number[]; readonly cost: number } {
  const kept = Array.from({ length: J }, (_, j) => j).filter((j) => !removed.has(j));
  const h = (j: number, l: number): number => H[j * J + l];
  const pulled = (j: number): number => [...removed].reduce((sum, l) => sum + h(j, l) * W[l], 0);
  const delta = solve(
    kept.map((j) => kept.map((l) => h(j, l))),
    kept.map(pulled),
  );
  const z = Array.from(W, (W_j, j) => (removed.has(j) ? W_j : -delta[kept.indexOf(j)]));
  return {
    delta,
    cost: z.reduce((sum, z_j, j) => sum + z.reduce((part, z_l, l) => part + z_j * h(j, l) * z_l, 0), 0),
  };
}
