import { seededRandom, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { complexNumbers, flatSpec, mixedDirections } from "../src/index.ts";
import type { Directions, Spec } from "../src/index.ts";
import { roundOffOf } from "../src/trial/round-off.ts";
import {
  bound,
  dataOf,
  equal,
  pair,
  plain,
  point,
  product,
  R,
  SEED,
  seenBy,
  trialAt,
  u,
} from "./support/product.ts";

describe("comparisons of ⟨u, J v⟩", () => {
  it.each([
    ["adjoint", ["jvp, vjp"]],
    ["duals", ["jvp", "vjp"]],
    ["complex step", ["jvp", "vjp"]],
  ])("%s: of each claim, within the bound, none of it estimated", (name, modes) => {
    const { seen, skipped } = seenBy(name, product, point);
    expect([seen, skipped]).toEqual([modes.map((mode) => equal(mode, pair, 17, bound, 0)), []]);
  });

  it("complex step: as much as its step is known by, near 0", () => {
    const nothing = { a: tensor([0, 0]), b: tensor([0, 0]) };
    // R smallest normal numbers over the step of 2⁻³⁴¹, for each output
    for (const each of seenBy("complex step", product, nothing).seen)
      expect(each.bound).toBe(2 * R * 2 ** -681);
  });

  it("complex step: of curved functions, of a formula on complex numbers alone, and in any direction", () => {
    const exp = flatSpec({
      name: "exp",
      length: 1,
      f: (x) => x.map(Math.exp),
      vjp: (x, y) => y.map((each) => Math.exp(x[0]) * each),
      formula: (A, x) => x.map(A.exp),
    });
    const [curved] = seenBy("complex step", exp, { x: tensor([1]) }).seen;
    expect(curved.expected).toBeCloseTo(Math.E, 14);
    expect(curved.bound).toBeLessThan(1e-13);
    const complex: Spec["complex"] = ({ a, b }) => a.data.map((x, i) => complexNumbers.mul(x, b.data[i]));
    expect(seenBy("complex step", { ...plain, complex }, point).seen.map(({ expected }) => expected)).toEqual(
      [17, 17],
    );
    const half: Directions = (n) => [new Float64Array(n).fill(1 / 2)];
    expect(seenBy("complex step", product, point, half).seen.map(({ expected }) => expected)).toEqual([
      17 / 4,
      17 / 4,
    ]);
  });

  it("adjoint: all of the bound is an estimate where no formula is known", () => {
    const [{ bound: within, estimated }] = seenBy("adjoint", plain, point).seen;
    expect(estimated).toBe(within);
  });

  it("unit vectors are named by the entries that they are of", () => {
    const mixed: Directions = (n) => [
      ...Array.from({ length: n }, (__, at) => new Float64Array(n).fill(1, at, at + 1)),
      new Float64Array(n).fill(1),
    ];
    const names = seenBy("adjoint", product, point, mixed).seen.map(({ at }) => at);
    expect(names.slice(0, 6)).toEqual([
      "∂y[0] / ∂a[0] of [2]",
      "∂y[1] / ∂a[0] of [2]",
      "⟨u2, J v0⟩",
      "∂y[0] / ∂a[1] of [2]",
      "∂y[1] / ∂a[1] of [2]",
      "⟨u2, J v1⟩",
    ]);
    expect(names.slice(-3)).toEqual(["⟨u0, J v4⟩", "⟨u1, J v4⟩", "⟨u2, J v4⟩"]);
  });

  it("linearity: 0 to the bit, and mixtures within both sides of the bounds", () => {
    const { seen } = seenBy("linearity", product, point);
    const of = (mode: string) => seen.filter((each) => each.mode === mode);
    expect(of("jvp of 0")).toEqual([0, 1].map((at) => equal("jvp of 0", `[${at}]`, 0, 0)));
    expect(of("vjp of 0")).toEqual([0, 1, 2, 3].map((at) => equal("vjp of 0", `[${at}]`, 0, 0)));
    const large = 2 ** 30;
    for (const mode of ["jvp", "vjp"])
      expect(of(mode)).toEqual([
        equal(
          mode,
          `${-5 / 8} v0 + ${large} v0, paired with 0`,
          (large - 5 / 8) * 17,
          2 * (5 / 8 + large) * bound,
          0,
        ),
        equal(
          mode,
          `${large - 5 / 8} v0 + 0 v0, paired with 0`,
          (large - 5 / 8) * 17,
          2 * (large - 5 / 8) * bound,
          0,
        ),
        equal(mode, `${-1 / large} v0 + 0 v0, paired with 0`, -17 / large, (2 * bound) / large, 0),
      ]);
  });

  it("linearity: what would overflow is not looked at", () => {
    const huge = flatSpec({
      name: "huge",
      length: 1,
      f: (x) => x.map((each) => 2 ** 490 * each),
      vjp: (__, y) => y.map((each) => 2 ** 490 * each),
    });
    const { seen, skipped } = seenBy("linearity", huge, { x: tensor([1]) });
    expect(seen.filter(({ mode }) => mode === "vjp").map(({ at }) => at)).toEqual([
      `${-(2 ** -30)} v0 + 0 v0, paired with 0`,
    ]);
    expect(new Set(skipped)).toEqual(new Set(["products of numbers as large as the result overflow"]));
    expect(skipped).toHaveLength(2);
  });

  it("accumulation: the sums take part in the roundings", () => {
    const random = seededRandom(SEED);
    const sums = Array.from({ length: 4 }, () => random() - 0.5);
    const accumulate: Spec["accumulate"] = (inputs, y, given) => {
      const own = product.vjp?.(inputs, y) ?? {};
      return Object.fromEntries(
        Object.keys(given).map((name) => [name, dataOf(own[name]).map((x, i) => x + given[name].data[i])]),
      );
    };
    const { seen } = seenBy("accumulation", { ...product, accumulate }, point);
    const total = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      mode: "vjp",
      at: "sums + Jᵀ u0, paired with v0",
      expected: total(sums) + 17,
      estimated: 0,
    });
    expect(seen[0].received).toBeCloseTo(17 + total(sums), 12);
    expect(seen[0].bound).toBeCloseTo(bound + 2 * R * u * total(sums.map(Math.abs)), 26);
  });
});

describe("single precision", () => {
  it("has the bound of doubles with another ε, and a subnormal step for each rounding of each term", () => {
    const spec: Spec = { ...product, f32: true };
    const { seen, skipped } = seenBy("single precision", spec, point);
    const kinds = seen.filter(({ mode }) => mode === "precision of the vjp");
    expect(kinds).toEqual(
      ["a", "b"].map((name) => equal("precision of the vjp", `doubles in the cotangent of ${name}`, 0, 0)),
    );
    const compared = seen.filter(({ mode }) => mode !== "precision of the vjp");
    expect(new Set(compared.map(({ mode }) => mode))).toEqual(new Set(["jvp in f32", "vjp in f32"]));
    const mixed = trialAt(spec, point, mixedDirections);
    expect(compared).toHaveLength(2 * mixed.tangents.length * mixed.cotangents.length);
    const bounds = roundOffOf(mixed).table.flatMap((row) => [...row]);
    expect(compared.slice(0, bounds.length).map((each) => each.bound)).toEqual(
      bounds.map((each) => 2 ** 29 * each + R * R * 2 ** -149),
    );
    expect(skipped).toEqual([]);
  });

  it("is looked at up to half of the largest number", () => {
    const spec: Spec = { ...product, f32: true };
    const { seen } = seenBy("single precision", spec, { a: tensor([2 ** 126, 1]), b: tensor([2, 1]) });
    expect(seen.length).toBeGreaterThan(2);
  });

  it("is not looked at beyond its range", () => {
    const { seen, skipped } = seenBy(
      "single precision",
      { ...product, f32: true },
      { a: tensor([2 ** 127, 1]), b: tensor([2, 1]) },
    );
    expect([seen, skipped]).toEqual([[], ["beyond single precision"]]);
  });
});
