import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import type { Spec, Tensors } from "../src/index.ts";
import { dataOf, equal, point, product, R, seenBy, u } from "./support/product.ts";

describe("comparisons of vectors", () => {
  it("value: the error of the formula and R roundings of the value, and what f is declared to be off by", () => {
    const within = [10, 21].map((size) => ((1 + R) * size + R * size) * u);
    const of = (spec: Spec) => seenBy("value", spec, point).seen;
    expect(of(product)).toEqual([10, 21].map((size, i) => equal("f", `[${i}]`, size, within[i])));
    const inexact = of({ ...product, accuracy: { relative: 1 / 8, absolute: 1 / 2 } });
    expect(inexact.map((each) => each.bound)).toEqual(
      [10, 21].map((size, i) => within[i] + (size / 8 + 1 / 2)),
    );
  });

  it("repeatability and replay: the same bits", () => {
    const bits = (mode: string, values: number[]) =>
      values.map((value, at) => equal(mode, `[${at}]`, value, 0));
    const cotangents = [5, 7, 2, 3];
    expect(seenBy("repeatability", product, point).seen).toEqual([
      ...bits("f", [10, 21]),
      ...bits("jvp", [7, 10]),
      ...bits("vjp", cotangents),
    ]);
    const record: Spec["record"] = (inputs) => ({
      value: product.f(inputs),
      pullback: (y) => product.vjp?.(inputs, y) ?? {},
    });
    expect(seenBy("replay", { ...product, record }, point).seen).toEqual([
      ...[1, 2, 3].flatMap(() => bits("vjp", cotangents)),
      ...bits("f", [10, 21]),
    ]);
  });

  it("purity: every input, every tangent and the cotangent, after each of the three", () => {
    const names = ["a", "b", "tangent of a", "tangent of b", "cotangent"];
    expect(seenBy("purity", product, point).seen).toEqual(
      ["f", "jvp", "vjp"].flatMap((mode) => names.map((name) => equal(mode, name, 0, 0))),
    );
  });

  it("purity: what was written to is told once, of the function that wrote", () => {
    const writing: Spec = {
      ...product,
      f: (inputs) => {
        const y = product.f(inputs);
        inputs["a"].data[0] += 1;
        return y;
      },
    };
    const { seen } = seenBy("purity", writing, point);
    expect(seen.filter(({ received }) => received !== 0).map(({ mode, at }) => [mode, at])).toEqual([
      ["f", "a"],
    ]);
  });

  it("each looks at the rules that there are", () => {
    const { jvp, vjp, ...neither } = product;
    for (const [rule, name] of [
      [{ jvp }, "jvp"],
      [{ vjp }, "vjp"],
    ] as const)
      for (const oracle of ["purity", "repeatability", "same array", "linearity", "duals"]) {
        const modes = seenBy(oracle, { ...neither, ...rule } as Spec, point).seen.map(({ mode }) => mode);
        expect(modes.some((mode) => mode.startsWith(name))).toBe(true);
        expect(modes.some((mode) => mode.startsWith(name === "jvp" ? "vjp" : "jvp"))).toBe(false);
      }
  });

  it("same array: of two inputs of one shape, by each rule; an array that one of them may not be is not handed in", () => {
    const { seen } = seenBy("same array", product, point);
    const modes = ["f", "jvp", "vjp"].map((mode) => `${mode}(a = b)`);
    expect([...new Set(seen.map(({ mode }) => mode))]).toEqual(modes);
    expect(seen.filter(({ mode }) => mode === "f(a = b)").map(({ received }) => received)).toEqual([4, 9]);
    expect(seen.every((each) => each.bound === 0 && each.received === each.expected)).toBe(true);
    const bounded = (low: number): Spec => ({ ...product, inputs: { a: { low }, b: {} } });
    const values = (spec: Spec) =>
      seenBy("same array", spec, point)
        .seen.filter(({ mode }) => mode === "f(a = b)")
        .map(({ received }) => received);
    expect([values(bounded(2)), values(bounded(4)), values(bounded(6))]).toEqual([[4, 9], [25, 49], []]);
    expect(seenBy("same array", product, { a: tensor([2]), b: tensor([[5]]) }).seen).toEqual([]);
  });

  it("broadcasting: the value to the bit, and R roundings of the sum over repeats", () => {
    const stretch = (x: ArrayLike<number>, i: number): number => x[x.length === 1 ? 0 : i];
    const size = ({ a, b }: Tensors): number[] =>
      Array.from({ length: Math.max(a.data.length, b.data.length) }, (__, i) => i);
    const spec: Spec = {
      name: "scaled",
      inputs: { a: {}, b: {} },
      shapes: () => ({ a: [1], b: [2] }),
      f: (inputs) =>
        Float64Array.from(size(inputs), (i) => stretch(inputs["a"].data, i) * inputs["b"].data[i]),
      vjp: (inputs, y) => {
        const each = size(inputs).map((i) => dataOf(y)[i] * inputs["b"].data[i]);
        return {
          a: inputs["a"].data.length === 1 ? [each[0] + each[1]] : each,
          b: size(inputs).map((i) => dataOf(y)[i] * stretch(inputs["a"].data, i)),
        };
      },
      stretched: () => ({ a: [2] }),
    };
    const { seen } = seenBy("broadcasting", spec, { a: tensor([2]), b: tensor([5, -7]) });
    // Of a the cotangents 5 and −7 are gathered, of which the terms are 12.
    expect(seen).toEqual([
      equal("f", "[0]", 10, 0),
      equal("f", "[1]", -14, 0),
      equal("vjp", "[0]", -2, 2 * R * 12 * u),
      equal("vjp", "[1]", 2, 2 * R * 2 * u),
      equal("vjp", "[2]", 2, 2 * R * 2 * u),
    ]);
    const nothing = seenBy("broadcasting", spec, { a: tensor([0]), b: tensor([0, 0]) }).seen;
    expect(nothing.slice(2).map((each) => each.bound)).toEqual([1, 2, 3].map(() => 2 * R * 2 ** -1022));
  });

  it("per sample: R roundings of each value, and of the sum of what samples give to an input that they share", () => {
    // y = x w for rows x of one number, with w for all of them
    const spec: Spec = {
      name: "rows",
      inputs: { x: {}, w: {} },
      shapes: () => ({ x: [2, 1], w: [1] }),
      f: ({ x, w }) => ({ shape: x.shape, data: x.data.map((each) => each * w.data[0]) }),
      vjp: ({ x, w }, y) => ({
        x: { shape: x.shape, data: dataOf(y).map((each) => each * w.data[0]) },
        w: [dataOf(y).reduce((sum, each, n) => sum + each * x.data[n], 0)],
      }),
      samples: ["x"],
    };
    const { seen } = seenBy("per sample", spec, { x: tensor([[5], [-7]]), w: tensor([2]) });
    expect(seen).toEqual([
      equal("f", "[0]", 10, 2 * R * 10 * u),
      equal("f", "[1]", -14, 2 * R * 14 * u),
      equal("vjp by x", "[0]", 2, 2 * R * 2 * u),
      equal("vjp by x", "[1]", 2, 2 * R * 2 * u),
      equal("vjp by w", "[0]", -2, 2 * R * 12 * u),
    ]);
    const nothing = seenBy("per sample", spec, { x: tensor([[0], [0]]), w: tensor([0]) }).seen;
    expect(nothing.map((each) => each.bound)).toEqual([1, 2, 3, 4, 5].map(() => 2 * R * 2 ** -1022));
  });
});
