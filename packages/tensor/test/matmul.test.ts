import * as fc from "fast-check";
import type { NdArray } from "ndarray";
import { describe, expect, it } from "vitest";
import * as T from "../src/index.ts";
import { tensorOf } from "./support/arbitraries.ts";
import { law } from "../../../test-setup/law.ts";
import { view } from "./support/oracle.ts";

const forms = [
  { name: "matmulNN", product: T.matmulNN, into: T.matmulNNInto, transposeA: false, transposeB: false },
  { name: "matmulNT", product: T.matmulNT, into: T.matmulNTInto, transposeA: false, transposeB: true },
  { name: "matmulTN", product: T.matmulTN, into: T.matmulTNInto, transposeA: true, transposeB: false },
] as const;

const transposedIf = (transpose: boolean, matrix: NdArray): NdArray =>
  transpose ? matrix.transpose(1, 0) : matrix;
const shapeIf = (transpose: boolean, rows: number, columns: number): T.Shape =>
  transpose ? [columns, rows] : [rows, columns];

/** C_mn = Σ_k A_mk B_kn, the definition: one accumulator, k ascending, everything rounded to the precision of C. */
function definition(A: NdArray, B: NdArray, dtype: T.DType): T.Tensor {
  const round = dtype === "f32" ? Math.fround : (value: number): number => value;
  const [M, K] = A.shape;
  const N = B.shape[1];
  const C = T.zeros([M, N], dtype);
  for (let m = 0; m < M; m++)
    for (let n = 0; n < N; n++) {
      let sum = 0;
      for (let k = 0; k < K; k++) sum = round(sum + round(A.get(m, k) * B.get(k, n)));
      C.data[m * N + n] = sum;
    }
  return C;
}

describe.each(forms)("$name", ({ name, product, into, transposeA, transposeB }) => {
  const defined = (A: T.Tensor, B: T.Tensor): T.Tensor =>
    definition(transposedIf(transposeA, view(A)), transposedIf(transposeB, view(B)), T.commonDtype(A, B));

  it("is the definition bit for bit for all sizes from 0 to 9, tiles and tails", () => {
    const random = T.seededRandom(1);
    for (let M = 0; M <= 9; M++)
      for (let N = 0; N <= 9; N++)
        for (let K = 0; K <= 9; K++) {
          const A = T.randomNormal(shapeIf(transposeA, M, K), random);
          const B = T.randomNormal(shapeIf(transposeB, K, N), random);
          expect(product(A, B), `${M} × ${K} × ${N}`).toEqual(defined(A, B));
        }
  });

  const size = fc.integer({ min: 1, max: 13 });
  const cases = fc
    .tuple(size, size, size)
    .chain(([M, N, K]) => fc.tuple(tensorOf(shapeIf(transposeA, M, K)), tensorOf(shapeIf(transposeB, K, N))));
  law("is the definition for mixed dtypes, f32 only if both factors are", cases, ([A, B]) => {
    expect(product(A, B)).toEqual(defined(A, B));
  });

  law("into an existing C forgets what C held", cases, ([A, B]) => {
    const C = T.full(product(A, B).shape, 7, T.commonDtype(A, B));
    expect(into(C, A, B)).toBe(C);
    expect(C).toEqual(product(A, B));
  });

  it("does not skip zeros: 0 · ∞ is NaN", () => {
    expect(product(T.tensor([[0]]), T.tensor([[Infinity]]))).toEqual(T.tensor([[NaN]]));
  });

  it("refuses factors that disagree on k or are not matrices", () => {
    const A = T.zeros(shapeIf(transposeA, 2, 3));
    const B = T.zeros(shapeIf(transposeB, 4, 5));
    const [shownA, shownB] = [A, B].map(({ shape }) => T.showShape(shape));
    expect(() => product(A, B)).toThrow(
      new T.ShapeError(name, `axis K to be 3 as in A ${shownA}`, `B ${shownB}`),
    );
    expect(() => product(A, T.zeros([3]))).toThrow(
      new T.ShapeError(name, `B with axes ${transposeB ? "NK" : "KN"}`, "B [3]"),
    );
    expect(() => product(T.zeros([3]), B)).toThrow(
      new T.ShapeError(name, `A with axes ${transposeA ? "KM" : "MK"}`, "A [3]"),
    );
  });
});

it("in single precision every sum is rounded, term by term", () => {
  const single = (values: T.Nested): T.Tensor => T.tensor(values, "f32");
  const A = single([
    [2 ** 24, 1, -(2 ** 24)],
    [1, 2, 3],
  ]);
  const B = single([
    [1, 0],
    [1, 1],
    [1, 0],
  ]);
  // 2²⁴ + 1 is no single number, and rounds to 2²⁴.
  expect(T.matmulNN(A, B)).toEqual(
    single([
      [0, 1],
      [6, 2],
    ]),
  );
});
