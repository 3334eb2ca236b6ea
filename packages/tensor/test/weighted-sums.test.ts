import * as fc from "fast-check";
import { expect, it } from "vitest";
import { randomNormal, reference, seededRandom, wasmKernels } from "../src/index.ts";
import type { DType, WeightedSums } from "../src/index.ts";
import { law } from "../../../test-setup/law.ts";

const fast = await wasmKernels();
if (fast === undefined) throw new Error("these tests need WebAssembly with SIMD");

const drawn = fc
  .record({
    N: fc.integer({ min: 1, max: 300 }),
    I: fc.integer({ min: 0, max: 40 }),
    J: fc.integer({ min: 1, max: 12 }),
    seed: fc.integer(),
    zeros: fc.constantFrom(0, 0.5, 0.9),
    mean: fc.constantFrom(0, 1, 1e3),
    decades: fc.constantFrom(1, 6),
  })
  .map(({ N, I, J, seed, zeros, mean, decades }): Omit<WeightedSums, Result | "precision"> => {
    const random = seededRandom(seed);
    const X = randomNormal([N * J], random, "f32").data.map((x) => (random() < zeros ? 0 : mean + x));
    const G = Float64Array.from({ length: N * I }, () => 10 ** (-decades * random()));
    const shift = Float64Array.from({ length: J }, () => (random() < zeros ? 0 : Math.fround(mean)));
    return { N, I, J, X, shift, G };
  });

type Result = "first" | "second" | "equal";

function sumsBy(
  kernels: typeof reference,
  given: Omit<WeightedSums, Result | "precision">,
  precision: DType,
) {
  const { I, J } = given;
  // Results are overwritten, whatever memory held before.
  const used = (size: number): Float64Array => new Float64Array(size).fill(7);
  const [first, second] = [used(I * J), used(I * J)];
  const equal = { first: used(J), second: used(J) };
  kernels.weightedSums({ ...given, first, second, equal, precision });
  return { first, second, equal };
}

for (const precision of ["f32", "f64"] as const)
  law(`weighted sums in ${precision} have the same bits in WebAssembly as in TypeScript`, drawn, (given) => {
    expect(sumsBy(fast, given, precision)).toEqual(sumsBy(reference, given, precision));
  });

law("a sum of squares in f32 is off by at most 133 · 2⁻²⁴ of itself", drawn, (given) => {
  // A term is rounded five times and its sum of 128 samples 127 times; one more is ample for the sums in f64.
  const bound = 133 * 2 ** -24;
  const [single, double] = [sumsBy(reference, given, "f32"), sumsBy(reference, given, "f64")];
  for (const [at, Q] of double.second.entries())
    expect(Math.abs(single.second[at] - Q)).toBeLessThanOrEqual(bound * Q);
  for (const [at, Q] of double.equal.second.entries())
    expect(Math.abs(single.equal.second[at] - Q)).toBeLessThanOrEqual(bound * Q);
});

it("in f32, the 128 samples of a sum are rounded and the sums of 128 are not", () => {
  // In f32 1 + 2⁻²⁴ is 1, and 2⁻²⁴ + 2⁻²⁴ is not; in f64 nothing is lost.
  const N = 256;
  const tiny = 2 ** -24;
  const X = Float32Array.from({ length: N }, (_, n) => (n === 0 ? 1 : tiny));
  const given = { N, I: 1, J: 1, X, shift: new Float64Array(1), G: new Float64Array(N).fill(1) };
  expect(sumsBy(reference, given, "f32").first[0]).toBe(1 + 128 * tiny);
  expect(sumsBy(reference, given, "f64").first[0]).toBe(1 + 255 * tiny);
});
