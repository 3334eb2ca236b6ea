import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { flatSpec } from "../src/index.ts";
import type { Directions, Spec } from "../src/index.ts";
import { roundOffOf } from "../src/trial/round-off.ts";
import { plain, point, product, R, trialAt, u } from "./support/product.ts";

describe("the bound on ⟨u, J v⟩ = 17", () => {
  /** Each way to it sums up terms of 17. */
  const paired = 2 * R * 17;
  const boundOf = (spec: Spec) => roundOffOf(trialAt(spec, point));

  it("comes from the formula: the errors of products and of their sum, and R roundings of each output", () => {
    const errors = [5 + 2 + 7, 7 + 3 + 10];
    const rules = [7, 10].reduce((sum, size, i) => sum + (1 + R) * errors[i] + R * size, 0);
    expect(boundOf(product)).toEqual({ source: "formula", table: [Float64Array.of((rules + paired) * u)] });
  });

  it("comes from the majorant, which sees the sizes of directions", () => {
    const seen: number[][] = [];
    const majorant: Spec["majorant"] = (inputs, v) => {
      seen.push([...v["a"].data, ...v["b"].data]);
      return plain.jvp?.(inputs, v) ?? [];
    };
    const minus: Directions = (n) => [new Float64Array(n).fill(-1)];
    const { source, table } = roundOffOf(trialAt({ ...plain, majorant }, point, minus));
    expect([source, table]).toEqual(["majorant", [Float64Array.of((2 * R * 17 + paired) * u)]]);
    expect(seen).toEqual([[1, 1, 1, 1]]);
  });

  it("is estimated from the sizes of outputs and slopes, and from the scatter of the rules", () => {
    const { source, table } = boundOf({ ...plain, jvp: plain.jvp as never });
    // Outputs of 10 and 21, which are larger than the inputs; and slopes near by.
    const least = (2 * R * (10 + 21 + 17) + paired) * u;
    expect(source).toBe("perturbation");
    expect(table[0][0]).toBeGreaterThanOrEqual(least);
    expect(table[0][0]).toBeLessThan(8 * least);
  });

  it("is exact for 3x: no scatter, a slope of 3 everywhere, an output of 6", () => {
    const spec = flatSpec({
      name: "3x",
      length: 1,
      f: (x) => x.map((each) => 3 * each),
      vjp: (__, y) => y.map((each) => 3 * each),
    });
    const { table } = roundOffOf(trialAt(spec, { x: tensor([2]) }));
    const roundings = 8 + 1;
    expect(table).toEqual([Float64Array.of((2 * roundings * (6 + 3) + 2 * roundings * 3) * u)]);
  });

  it("goes by the steepest slope near by, as far as 1, and by what a rounding of the input changes", () => {
    // x² at 2, along ½: as far as x = 3 the slope gets to (9 − 4) / 2. A rounding of 2 moves the claim of 1 by 2u.
    const square = (vjp: (x: number) => number) =>
      flatSpec({
        name: "x²",
        length: 1,
        f: (x) => x.map((each) => each * each),
        vjp: (x, y) => y.map((each) => vjp(x[0]) * each),
      });
    const half: Directions = (n) => [new Float64Array(n).fill(1 / 2)];
    const of = (spec: Spec) => roundOffOf(trialAt(spec, { x: tensor([2]) }, half)).table[0][0];
    const visible = (1 / 2) * (1 / 2) * 4 + (1 / 2) * (5 / 2);
    expect(of(square((x) => 2 * x))).toBe((2 * 9 * (2 + visible) + 2 * 9) * u);
    // Noise that no rounding of the input shows, but points close together do.
    const rounding = of(square((x) => Math.fround(Math.exp(x))));
    expect(rounding).toBeGreaterThan(2 ** -24);
    expect(rounding).toBeLessThan(2 ** -15);
  });

  it("does not go by slopes that are infinite", () => {
    const pole = flatSpec({
      name: "1 / (3 − x)",
      length: 1,
      f: (x) => x.map((each) => 1 / (3 - each)),
      vjp: (x, y) => y.map((each) => each / (3 - x[0]) ** 2),
    });
    expect(roundOffOf(trialAt(pole, { x: tensor([2]) })).table[0][0]).toBeLessThan(1e-10);
  });

  it("is estimated from the scatter of either rule", () => {
    const { jvp, vjp, ...neither } = plain;
    const [forwards, backwards] = [{ jvp }, { vjp }].map(
      (rule) => boundOf({ ...neither, ...rule } as Spec).table[0][0],
    );
    expect(forwards / backwards).toBeGreaterThan(1 / 4);
    expect(forwards / backwards).toBeLessThan(4);
  });

  it("excuses noise of a rule up to half of its digits", () => {
    const noisy = (part: number) =>
      flatSpec({
        name: "3x",
        length: 1,
        f: (x) => x.map((each) => 3 * each),
        vjp: (x, y) => y.map((each) => 3 * each * (1 + part * Math.sin(1e17 * x[0]))),
      });
    const [little, much] = [1e-12, 1e-3].map(
      (part) => roundOffOf(trialAt(noisy(part), { x: tensor([1.7]) })).table[0][0],
    );
    expect(little).toBeGreaterThan(1e-12);
    expect(little).toBeLessThan(1e-9);
    // 2 · 9 · √(2u) · (3 + 5.1 + 3), and the noise of the claim itself
    expect(much).toBeGreaterThan(2 * 9 * Math.sqrt(2 * u) * 11);
    expect(much).toBeLessThan(2 * 9 * Math.sqrt(2 * u) * 11.2);
  });

  it("needs one of the rules alone", () => {
    const { jvp, vjp, ...neither } = product;
    for (const rule of [{ jvp }, { vjp }])
      expect(boundOf({ ...neither, ...rule } as Spec)).toEqual(boundOf(product));
  });

  it("is not moved by a claim that is infinite", () => {
    const infinite = boundOf({ ...product, vjp: () => ({ a: [Infinity, 0], b: [0, 0] }) });
    expect(infinite).toEqual(boundOf(product));
  });

  it("has the smallest normal numbers near 0, where a rule may lose a result", () => {
    const tiny = 2 ** -1022;
    const nothing = { a: tensor([0, 0]), b: tensor([0, 0]) };
    // one for each product with the cotangent, and one for the sum
    expect(roundOffOf(trialAt(product, nothing)).table).toEqual([Float64Array.of(3 * tiny)]);
    const majorant: Spec["majorant"] = () => new Float64Array(2);
    expect(roundOffOf(trialAt({ ...plain, majorant }, nothing)).table).toEqual([
      Float64Array.of((2 * 2 * R + 3) * tiny),
    ]);
  });

  it("is infinite where the product of the factors overflows in some order", () => {
    const steep = (size: number) =>
      roundOffOf(
        trialAt(
          {
            ...product,
            formula: (A, { a, b }) => a.data.map((x, i) => A.mul(A.mul(A.of(size), x), b.data[i])),
          },
          point,
          (n) => [new Float64Array(n).fill(2 ** -20)],
        ),
      ).table[0][0];
    expect(steep(2 ** 950)).toBeLessThan(Infinity);
    expect(steep(2 ** 1015)).toBe(Infinity);
  });
});
