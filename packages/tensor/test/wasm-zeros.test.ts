import { describe, expect, it } from "vitest";
import { randomNormal, reference, seededRandom } from "../src/index.ts";
import type { Data, DType, Gemm, WeightedSums } from "../src/index.ts";
import { isThorough } from "../../../test-setup/thorough.ts";
import { startEngine } from "../src/kernels/wasm/engine/engine.ts";
import { gemmOn } from "../src/kernels/wasm/product/gemm.ts";
import { kernelBytes } from "../src/kernels/wasm/module.ts";
import { SCRATCH_BYTES } from "../src/kernels/wasm/engine/scratch.ts";
import { weightedSumsOn } from "../src/kernels/wasm/sums/weighted-sums.ts";

/** Room behind the scratch for operands of our own. */
const ROOM = 2 ** 24;
const engine = await startEngine(kernelBytes(), SCRATCH_BYTES + ROOM);
if (engine === undefined) throw new Error("these tests need WebAssembly with SIMD");
const { routines, memory } = engine;
const called = new Set<string>();
const watched = Object.fromEntries(
  Object.entries(routines).map(([name, routine]) => [
    name,
    (...parameters: readonly number[]) => {
      called.add(name);
      routine(...parameters);
    },
  ]),
);
const gemm = gemmOn(watched, memory, 1);
const weightedSums = weightedSumsOn(watched, memory, 1);

const random = seededRandom(5);

/** The shares of numbers that are not 0, for products of a size: large ones are many in `npm run test:thorough` alone. */
const densitiesFor = (terms: number): number[] => (isThorough || terms < 2 ** 18 ? [0, 0.02, 0.1] : [0.1]);

/** Normal numbers of which this many are not 0; the zeros have either sign. */
function numbers(size: number, dtype: DType, density = 1): Data {
  const { data } = randomNormal([size], random, dtype);
  return data.map((x) => (random() < density ? x : x > 0 ? 0 : -0));
}

let next = SCRATCH_BYTES;
/** A copy in the memory of the routines, `skip` entries from a place that is aligned. */
function placed<D extends Data>(data: D, skip: number): D {
  const View = data.constructor as new (buffer: ArrayBuffer, start: number, size: number) => D;
  const copy = new View(memory, next + skip * data.BYTES_PER_ELEMENT, data.length);
  next = SCRATCH_BYTES + ((next - SCRATCH_BYTES + data.byteLength + 256) & ~63);
  copy.set(data);
  return copy;
}

const firstDifference = (received: Data, expected: Data): number =>
  received.findIndex((value, at) => !Object.is(value, expected[at]));

function expectSameProduct(product: Gemm): void {
  const expected = product.C.slice();
  reference.gemm({ ...product, C: expected });
  called.clear();
  gemm(product);
  expect(firstDifference(product.C, expected)).toBe(-1);
}

const nt = (M: number, N: number, K: number, A: Data, B: Data): Gemm => ({
  M,
  N,
  K,
  A,
  B,
  aRow: K,
  aColumn: 1,
  bRow: 1,
  bColumn: K,
  C:
    B.slice(0, 1).constructor === Float32Array
      ? new Float32Array(M * N + 3).fill(7)
      : new Float64Array(M * N + 3).fill(7),
});

/** Aᵀ B, whose zeros are in B. */
const tn = (M: number, N: number, K: number, A: Data, B: Data): Gemm => ({
  ...nt(M, N, K, A, B),
  aRow: 1,
  aColumn: M,
  bRow: N,
  bColumn: 1,
});

describe.each<DType>(["f64", "f32"])("a product that leaves out zeros, %s", (dtype) => {
  const usesLists = (): boolean =>
    called.has(`${dtype}-rowNonzeros`) || called.has(`${dtype}-columnNonzeros`);

  it.each([
    [6, 32, 32],
    [7, 32, 36],
    [33, 64, 68],
    [100, 32, 784],
    [1030, 32, 132],
    [64, 256, 1024],
  ])("has the bits of the reference at %i × %i, K = %i, in memory or elsewhere", (M, N, K) => {
    for (const density of densitiesFor(M * N * K)) {
      next = SCRATCH_BYTES;
      const [A, B] = [numbers(M * K, dtype, density), numbers(N * K, dtype)];
      expectSameProduct(nt(M, N, K, A, B));
      expect(usesLists()).toBe(true);
      expectSameProduct({
        ...nt(M, N, K, A, B),
        C: placed(nt(M, N, K, A, B).C, 1),
        A: placed(A, 3),
        B: placed(B, 1),
      });
      expectSameProduct({ ...nt(M, N, K, A, B), bRow: N, bColumn: 1 });
    }
  });

  it.each([
    ["most of A is not 0", [64, 32, 64], 0.9],
    ["columns are left over", [64, 33, 64], 0.1],
    ["K does not divide into groups", [64, 32, 65], 0.1],
    ["there are several blocks", [16, 512, 1028], 0.1],
    ["there are few rows", [5, 32, 64], 0.1],
  ] as const)("is dense where %s", (_, [M, N, K], density) => {
    expectSameProduct(nt(M, N, K, numbers(M * K, dtype, density), numbers(N * K, dtype)));
    expect(usesLists()).toBe(false);
  });

  it.each([
    [32, 24, 32],
    [32, 40, 36],
    [64, 48, 256],
    [32, 784, 40],
    [32, 56, 516],
    [128, 24, 260],
  ])(
    "of a transposed A has the bits of the reference at %i × %i, K = %i, in memory or elsewhere",
    (M, N, K) => {
      for (const density of densitiesFor(M * N * K)) {
        next = SCRATCH_BYTES;
        const [A, B] = [numbers(M * K, dtype), numbers(N * K, dtype, density)];
        const product = tn(M, N, K, A, B);
        expectSameProduct(tn(M, N, K, A, B));
        expect(usesLists()).toBe(true);
        expectSameProduct({ ...product, C: placed(product.C, 1), A: placed(A, 3), B: placed(B, 1) });
        expectSameProduct({ ...product, C: placed(product.C, 3) });
        const wider = numbers((N + 3) * K, dtype, density);
        expectSameProduct({ ...product, B: wider, bRow: N + 3 });
        expect(usesLists()).toBe(true);
      }
    },
  );

  it.each([
    ["most of B is not 0", [32, 64, 64], 0.9],
    ["rows are left over", [33, 64, 64], 0.1],
    ["columns are left over", [32, 65, 64], 0.1],
    ["K does not divide into groups", [32, 64, 65], 0.1],
    ["there are few terms", [32, 64, 8], 0.1],
  ] as const)("of a transposed A is dense where %s", (_, [M, N, K], density) => {
    expectSameProduct(tn(M, N, K, numbers(M * K, dtype), numbers(N * K, dtype, density)));
    expect(usesLists()).toBe(false);
  });

  it("of a transposed A is dense where its columns are apart", () => {
    const product = tn(32, 64, 64, numbers(40 * 64, dtype), numbers(64 * 64, dtype, 0.1));
    expectSameProduct({ ...product, aColumn: 40 });
    expect(usesLists()).toBe(false);
  });

  /** A by rows and in memory, where the zeros are in B: by rows of Bᵀ, and by rows. */
  const zerosInB = (M: number, N: number, K: number, density: number): readonly Gemm[] => {
    const [A, B] = [placed(numbers(M * K, dtype), 1), placed(numbers(N * K, dtype, density), 3)];
    const product = { ...nt(M, N, K, A, B), C: placed(nt(M, N, K, A, B).C, 1) };
    return [product, { ...product, bRow: N, bColumn: 1, C: placed(product.C, 0) }];
  };

  it.each([
    [64, 16, 4],
    [65, 20, 32],
    [97, 36, 68],
    [784, 32, 304],
    ...(isThorough ? [[1024, 100, 300], [300, 32, 1024]] : []), // prettier-ignore
  ])("with the zeros in B has the bits of the reference at %i × %i, K = %i", (M, N, K) => {
    for (const density of densitiesFor(M * N * K)) {
      next = SCRATCH_BYTES;
      for (const product of zerosInB(M, N, K, density)) {
        expectSameProduct(product);
        expect(usesLists()).toBe(true);
      }
    }
  });

  it.each([
    ["most of B is not 0", [64, 32, 64], 0.9],
    ["columns are left over", [64, 33, 64], 0.1],
    ["K does not divide into groups", [64, 32, 65], 0.1],
    ["K is too long for a list", [64, 32, 1028], 0.1],
    ["there are few columns", [64, 12, 64], 0.1],
    ["there are few rows", [31, 32, 64], 0.1],
  ] as const)("with zeros in B is dense where %s", (_, [M, N, K], density) => {
    next = SCRATCH_BYTES;
    for (const product of zerosInB(M, N, K, density)) {
      expectSameProduct(product);
      expect(usesLists()).toBe(false);
    }
  });

  it.each([Infinity, NaN])("with zeros in B keeps %d of either factor, also beside a 0", (special) => {
    for (const factor of ["A", "B"] as const) {
      next = SCRATCH_BYTES;
      for (const product of zerosInB(128, 32, 64, 0.1)) {
        product[factor][32 * 64 - 5] = special;
        expectSameProduct(product);
        expect(usesLists()).toBe(true);
        expect(product.C.subarray(0, 128 * 32).some((value) => !Number.isFinite(value))).toBe(true);
      }
    }
  });

  it.each([Infinity, -Infinity, NaN])("keeps %d of either factor, also beside a 0", (special) => {
    const size = 64 * 64;
    for (const factor of ["A", "B"] as const)
      for (const product of [
        nt(64, 64, 64, numbers(size, dtype, 0.2), numbers(size, dtype)),
        tn(64, 64, 64, numbers(size, dtype), numbers(size, dtype, 0.2)),
      ]) {
        product[factor][size - 5] = special;
        expectSameProduct(product);
        expect(usesLists()).toBe(true);
        expect(product.C.subarray(0, size).some((value) => !Number.isFinite(value))).toBe(true);
      }
  });
});

it.each<DType>(["f64", "f32"])("operands in %s may end where the memory ends, as an arena's do", (dtype) => {
  const View = dtype === "f32" ? Float32Array : Float64Array;
  for (const [M, N, K] of [
    [128, 10, 64],
    [1024, 1, 32],
    [40, 33, 65],
    [9, 784, 5],
  ]) {
    const lastOf = (data: Data): Data => {
      const last = new View(memory, memory.byteLength - 64 - data.byteLength, data.length);
      last.set(data);
      return last;
    };
    const [A, B] = [numbers(M * K, dtype), numbers(N * K, dtype)];
    for (const form of [nt, tn]) {
      expectSameProduct({ ...form(M, N, K, A, B), B: lastOf(B) });
      expectSameProduct({ ...form(M, N, K, A, B), A: lastOf(A) });
      const { C } = form(M, N, K, A, B);
      expectSameProduct({ ...form(M, N, K, A, B), C: lastOf(C) });
    }
  }
});

it("a product in double precision takes factors in single", () => {
  for (const [M, N, K] of [
    [9, 5, 7],
    [40, 32, 64],
  ]) {
    next = SCRATCH_BYTES;
    const [A, B] = [numbers(M * K, "f32", 0.3), numbers(N * K, "f64")];
    expectSameProduct(nt(M, N, K, A, B));
    expectSameProduct(nt(M, N, K, placed(A, 1), placed(B, 0)));
    expect([...called].every((name) => name.startsWith("f64"))).toBe(true);
  }
});

function expectSameSums(sums: WeightedSums): void {
  const resultsOf = ({ first, second, equal }: WeightedSums) => [first, second, equal.first, equal.second];
  const [first, second, equalFirst, equalSecond] = resultsOf(sums).map((result) => result.slice());
  const expected = { ...sums, first, second, equal: { first: equalFirst, second: equalSecond } };
  reference.weightedSums(expected);
  weightedSums(sums);
  for (const [which, result] of resultsOf(sums).entries())
    expect(firstDifference(result, resultsOf(expected)[which])).toBe(-1);
}

describe.each<[DType, DType]>([
  ["f64", "f64"],
  ["f32", "f64"],
  ["f32", "f32"],
])("weighted sums in WebAssembly, of %s in %s", (dtype, precision) => {
  const sumsOf = (N: number, I: number, J: number, density: number): WeightedSums => ({
    N,
    I,
    J,
    X: numbers(N * J, dtype, density),
    // Some columns in turn, and stretches of either kind.
    shift: Float64Array.from({ length: J }, (_, j) =>
      j % 150 > 80 || (random() < 0.7 && j % 150 < 40) ? 0 : random(),
    ),
    G: Float64Array.from(numbers(N * I, "f64", 0.7), Math.abs),
    first: new Float64Array(I * J).fill(7),
    second: new Float64Array(I * J).fill(7),
    equal: { first: new Float64Array(J).fill(7), second: new Float64Array(J).fill(7) },
    precision,
  });

  it("have the bits of the reference at all small sizes", () => {
    for (let I = 0; I <= 19; I++)
      for (let J = 1; J <= 10; J++)
        for (const N of [1, 2, 5])
          for (const density of [0, 0.3, 1]) expectSameSums(sumsOf(N, I, J, density));
  });

  it.each([
    // Several groups of columns, and a part of one.
    ...(isThorough ? [[1024, 33, 784]] : [[1024, 9, 300]]),
    [1024, 11, 32],
    [131, 33, 9],
    [300, 300, 70],
    [2500, 5, 67],
  ])("have the bits of the reference for %i samples, %i neurons, %i inputs", (N, I, J) => {
    next = SCRATCH_BYTES;
    const sums = sumsOf(N, I, J, 0.2);
    expectSameSums(sums);
    expectSameSums({ ...sums, X: placed(sums.X, 1), G: placed(sums.G, 1) });
  });

  it.each([Infinity, NaN])("keep %d of samples and of weights, also beside a 0", (special) => {
    for (const factor of ["X", "G"] as const) {
      const sums = sumsOf(30, 10, 12, 0.2);
      sums[factor][77] = special;
      expectSameSums(sums);
      expect(sums.first.every((value) => Number.isFinite(value))).toBe(false);
    }
  });
});
