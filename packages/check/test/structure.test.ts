import { ShapeError, tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Output } from "../src/index.ts";
import { accuracyOf, checkAccuracy, errorOf } from "../src/spec/accuracy.ts";
import { checkPrecision, digitsOf, isSingle, precisionsOf, shortened } from "../src/spec/precision.ts";
import { flatten, flattenLike, holdsSingles, sameBits, sameKind, unflatten } from "../src/spec/structure.ts";
import { law } from "../../../test-setup/law.ts";

const singles = fc.float({ noNaN: true });
const { output: outputs } = fc.letrec<{ output: Output }>((tie) => ({
  output: fc.oneof(
    { depthSize: "small" },
    singles,
    fc.array(singles, { maxLength: 3 }).map((each) => Float64Array.from(each)),
    fc.array(singles, { maxLength: 3 }).map((each) => Float32Array.from(each)),
    fc
      .array(singles, { maxLength: 3 })
      .map((each) => ({ shape: [each.length], data: Float32Array.from(each) })),
    fc
      .array(singles, { maxLength: 3 })
      .map((each) => ({ shape: [1, each.length], data: Float64Array.from(each) })),
    fc.array(tie("output"), { maxLength: 3 }),
  ),
}));

describe("an output of any structure", () => {
  law("is made of its numbers in a row again: unflatten(flatten(y), y) = y", outputs, (output) => {
    expect(unflatten(flatten(output), output)).toEqual(output);
  });

  law("takes other numbers in the same row, in the precision of each part", outputs, (output) => {
    const numbers = flatten(output).map((_, at) => at + 0.5);
    expect(flatten(unflatten(numbers, output))).toEqual(numbers);
  });

  law("holds singles if one of its parts does", outputs, (output) => {
    const hasSingles = (part: Output): boolean =>
      Array.isArray(part)
        ? part.some(hasSingles)
        : part instanceof Float32Array || (part as { data?: unknown }).data instanceof Float32Array;
    expect(holdsSingles(output)).toBe(hasSingles(output));
  });

  it("takes the numbers one after the other", () => {
    const like = [1, Float32Array.of(2, 3), [tensor([[4], [5]]), 6]];
    const numbers = Float64Array.of(10, 20, 30, 40, 50, 60);
    expect(unflatten(numbers, like)).toEqual([10, Float32Array.of(20, 30), [tensor([[40], [50]]), 60]]);
    expect([holdsSingles(like), holdsSingles([1, [2]]), holdsSingles([[Float32Array.of(1)]])]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("is its numbers in a row", () => {
    expect(flatten([1, Float32Array.of(2, 3), [tensor([[4], [5]]), 6]])).toEqual(
      Float64Array.of(1, 2, 3, 4, 5, 6),
    );
  });
});

describe("a cotangent", () => {
  const refused: readonly [string, Output, string][] = [
    ["more numbers", Float64Array.of(1, 2, 3), "3"],
    ["a transposed shape", tensor([[1], [2]]), "[2, 1]"],
    ["the shape, and other numbers", { shape: [1, 2], data: new Float64Array(3) }, "[1, 2]"],
  ];
  it.each(refused)("with %s is refused", (_, cotangent, received) => {
    expect(() => flattenLike("jvp", cotangent, [1, 2], 2)).toThrow(
      new ShapeError("jvp", "2 numbers of shape [1, 2]", received),
    );
  });

  it("needs no shape, and may have the right one", () => {
    for (const cotangent of [Float64Array.of(1, 2), [1, 2], tensor([[1, 2]])])
      expect(flattenLike("jvp", cotangent, [1, 2], 2)).toEqual(Float64Array.of(1, 2));
  });
});

it("arrays take the kind of another, and have the same bits or not", () => {
  expect(sameKind(Float32Array.of(0), [1, 2])).toEqual(Float32Array.of(1, 2));
  expect(sameKind(Float64Array.of(0), [1, 2])).toEqual(Float64Array.of(1, 2));
  expect(sameBits([1, NaN, 0], [1, NaN, 0])).toBe(true);
  expect([sameBits([0], [-0]), sameBits([1], [1, 2]), sameBits([1, 2], [1, 3])]).toEqual([
    false,
    false,
    false,
  ]);
});

describe("digits of single precision", () => {
  const odd = fc.integer({ min: 0, max: 2 ** 23 - 1 }).map((k) => 2 * k + 1);

  law(
    "are those of the odd number that is left without powers of two",
    fc.record({ odd, exponent: fc.integer({ min: -120, max: 90 }), sign: fc.constantFrom(-1, 1) }),
    ({ odd: mantissa, exponent, sign }) => {
      expect(digitsOf(sign * mantissa * 2 ** exponent)).toBe(mantissa.toString(2).length);
    },
  );

  law(
    "are shortened to the nearest number that has no more of them",
    fc.record({
      x: fc.float({ noNaN: true, noDefaultInfinity: true }),
      digits: fc.integer({ min: 1, max: 20 }),
    }),
    ({ x, digits }) => {
      const short = shortened(x, digits);
      expect(digitsOf(short)).toBeLessThanOrEqual(digits);
      expect(shortened(short, digits)).toBe(short);
      // Half a unit of the last digit, which is 2^(1 − digits) of x or less.
      expect(Math.abs(short - x)).toBeLessThanOrEqual(2 ** -digits * Math.abs(x));
    },
  );

  it("are none where there is no number to shorten", () => {
    expect([0, Infinity, NaN].map(digitsOf)).toEqual([0, 0, 0]);
    expect([0, -Infinity, NaN, Number.MIN_VALUE].map((x) => shortened(x, 3))).toEqual([
      0,
      -Infinity,
      NaN,
      Number.MIN_VALUE,
    ]);
    expect([shortened(11, 3), shortened(-11, 2), shortened(0.171875, 3)]).toEqual([
      12,
      -12,
      0.171875 + 1 / 64,
    ]);
  });
});

describe("what a spec declares", () => {
  it("of precisions holds for what depends on it", () => {
    expect(precisionsOf("f32")).toEqual({ f: "f32", rules: "f32", cotangents: "f32" });
    expect(precisionsOf({})).toEqual({ f: "f64", rules: "f64", cotangents: "f64" });
    expect(precisionsOf({ f: "f32" })).toEqual({ f: "f32", rules: "f32", cotangents: "f32" });
    expect(precisionsOf({ rules: "f32" })).toEqual({ f: "f64", rules: "f32", cotangents: "f32" });
    expect(precisionsOf({ cotangents: "f32" })).toEqual({ f: "f64", rules: "f64", cotangents: "f32" });
    expect(
      ["f", "rules", "cotangents"].map((part) =>
        isSingle(precisionsOf({ rules: "f64", cotangents: "f64", [part]: "f32" })),
      ),
    ).toEqual([true, true, false]);
  });

  it("of precisions is one of two", () => {
    for (const precision of [undefined, "f32", "f64", {}, { f: undefined, rules: "f32" }] as const)
      expect(() => checkPrecision("check", { name: "g", precision: precision as never })).not.toThrow();
    expect(() => checkPrecision("check", { name: "g", precision: "f16" as never })).toThrow(
      "check: expected the precision f64 or f32 for f of g; received f16",
    );
    expect(() =>
      checkPrecision("check", { name: "g", precision: { f: "f32", rules: "f8" as never } }),
    ).toThrow("check: expected the precision f64 or f32 for rules of g; received f8");
  });

  it("of accuracy is a part of the size, or both parts", () => {
    expect([accuracyOf(), accuracyOf(0.5)]).toEqual([
      { relative: 0, absolute: 0 },
      { relative: 0.5, absolute: 0 },
    ]);
    expect([accuracyOf({ absolute: 2 }), accuracyOf({ relative: 3 })]).toEqual([
      { relative: 0, absolute: 2 },
      { relative: 3, absolute: 0 },
    ]);
    expect(errorOf({ accuracy: { relative: 0.25, absolute: 3 } }, 8)).toBe(5);
    expect([errorOf({ accuracy: 0.25 }, 8), errorOf({}, 8)]).toEqual([2, 0]);
  });

  it("of accuracy is a number ≥ 0 for each part", () => {
    for (const accuracy of [undefined, null as never, 0, 1, { absolute: 0 }, { relative: 1, absolute: 2 }])
      expect(() => checkAccuracy("check", { name: "g", accuracy })).not.toThrow();
    for (const wrong of [-1, NaN, Infinity, "1" as never])
      for (const [accuracy, part] of [
        [wrong, "relative"],
        [{ relative: wrong }, "relative"],
        [{ absolute: wrong }, "absolute"],
      ] as const)
        expect(() => checkAccuracy("check", { name: "g", accuracy })).toThrow(
          `check: expected a ${part} accuracy of g that is a number ≥ 0; received ${wrong}`,
        );
  });
});
