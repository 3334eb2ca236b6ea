import { describe, expect, it } from "vitest";
import { reference } from "../src/index.ts";

// The definition of the kernels, by numbers that are easy to follow; what other kernels compute is compared with it.

const doubles = (...values: readonly number[]): Float64Array => Float64Array.from(values);

describe("the sums of the reference", () => {
  it("are one for each column", () => {
    const sums = new Float64Array(2);
    reference.columnSums({ X: doubles(1, 10, 2, 20, 3, 30), sums });
    expect([...sums]).toEqual([6, 60]);
  });

  it("of c min(x, 0) skip positive numbers, and keep NaN", () => {
    const X = doubles(-1, 5, 0, -2, NaN, 3);
    const sums = new Float64Array(2);
    reference.negativeSums({ X: X.subarray(0, 4), c: doubles(10, 100, 1000, 4), sums });
    expect([...sums]).toEqual([-10, -8]);
    reference.negativeSums({ X, c: new Float64Array(6).fill(1), sums });
    expect([...sums]).toEqual([NaN, -2]);
    // 0 counts as a negative number: its term is c · 0, also where that is NaN.
    reference.negativeSums({ X: doubles(0, 0), c: doubles(Infinity, 1), sums });
    expect([...sums]).toEqual([NaN, 0]);
  });

  it.each([1, 7, 8, 9, 20])("of one column have each of %i entries once", (size) => {
    const sums = new Float64Array(1);
    const X = Float64Array.from({ length: size }, (_, n) => -(2 ** n));
    reference.negativeSums({ X, c: new Float64Array(size).fill(3), sums });
    expect(sums[0]).toBe(-3 * (2 ** size - 1));
  });

  it("weighted, are Gᵀ(X − c) and Gᵀ(X − c)²", () => {
    const [first, second] = [new Float64Array(6), new Float64Array(6)];
    const equal = { first: new Float64Array(3), second: new Float64Array(3) };
    // X − c is [1 2 3] and [0 1 −1].
    const samples = { X: doubles(2, 4, 6, 1, 3, 2), shift: doubles(1, 2, 3), G: doubles(1, 2, 10, 20) };
    reference.weightedSums({ N: 2, I: 2, J: 3, ...samples, first, second, equal, precision: "f64" });
    expect([...first]).toEqual([1, 12, -7, 2, 24, -14]);
    expect([...equal.first]).toEqual([1, 3, 2]);
    expect([...equal.second]).toEqual([1, 5, 10]);
    expect([...second]).toEqual([1, 14, 19, 2, 28, 38]);
  });
});

describe("the PReLU of the reference", () => {
  it("takes 0 for a negative number: a · 0, with the sign of a, and NaN for an infinite slope", () => {
    const Y = new Float64Array(2);
    reference.prelu({ X: doubles(0, 1), a: -1, Y });
    expect([...Y]).toEqual([-0, 1]);
    reference.prelu({ X: doubles(0, 1), a: Infinity, Y });
    expect([...Y]).toEqual([NaN, 1]);
  });
});

describe("log Σ exp and softmax of the reference", () => {
  // [outer, length, step] = [2, 3, 2]: line 0 is 0, log 2, log 5.
  const logs = [1, 3, 2, 4, 5, 9, 1, 1, 1, 2, 2, 5].map((x) => Math.log(x));
  const lines = { X: doubles(...logs), length: 3, step: 2 };
  const totals = [8, 16, 4, 8];

  it("go along the lines of a middle axis", () => {
    // To 14 decimals: three terms of at most 1, each off by an ulp or two.
    const [Y, P] = [new Float64Array(4), new Float64Array(12)];
    reference.logSumExp({ ...lines, Y });
    for (const [line, total] of totals.entries()) expect(Y[line]).toBeCloseTo(Math.log(total), 14);
    reference.softmax({ ...lines, P });
    const expected = [1 / 8, 3 / 16, 2 / 8, 4 / 16, 5 / 8, 9 / 16, 1 / 4, 1 / 8, 1 / 4, 2 / 8, 2 / 4, 5 / 8];
    for (const [at, p] of expected.entries()) expect(P[at]).toBeCloseTo(p, 14);
  });

  it("write one entry for each line and nothing beyond", () => {
    const [Y, P] = [doubles(0, 0, 0, 0, 7), new Float64Array(14).fill(7)];
    reference.logSumExp({ ...lines, Y: Y.subarray(0, 4) });
    reference.softmax({ ...lines, P });
    expect(Y[4]).toBe(7);
    expect([...P.subarray(12)]).toEqual([7, 7]);
  });

  it.each([Infinity, -Infinity])("log Σ exp of a line whose largest entry is %d is that", (largest) => {
    const Y = new Float64Array(1);
    reference.logSumExp({ X: doubles(-Infinity, largest), length: 2, step: 1, Y });
    expect(Y[0]).toBe(largest);
  });
});

it.each([
  ["f64", Float64Array],
  ["f32", Float32Array],
] as const)("the arena of the reference gives %s", (dtype, Kind) => {
  expect(reference.arena().allocate(3, dtype)).toEqual(new Kind(3));
});
