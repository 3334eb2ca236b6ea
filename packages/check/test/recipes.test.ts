import { sizeOf, tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Domain, Spec } from "../src/index.ts";
import { drawProbe, hasRoom, pickFrom, streamOf } from "../src/points/probe.ts";
import { drawValue, longRecipe, recipesOf } from "../src/points/recipes.ts";
import { place, room } from "../src/spec/domain.ts";
import { digitsOf } from "../src/spec/precision.ts";
import { law } from "../../../test-setup/law.ts";

const domain: Domain = {
  low: -100,
  high: 2000,
  borders: [700],
  kinks: [
    { at: 3, right: 0 },
    { at: 0, right: 0 },
  ],
};
const named = (name: string, of: Domain = {}) => recipesOf(of).filter((recipe) => recipe.name === name);
const valuesOf = (name: string, of: Domain, ...numbers: number[]): number[][] =>
  named(name, of).map(({ value }) => numbers.map(value));

describe("recipes", () => {
  const numbered = fc
    .constantFrom(...recipesOf(domain), longRecipe(domain))
    .chain((recipe) =>
      fc.record({ recipe: fc.constant(recipe), k: fc.integer({ min: -recipe.reach, max: recipe.reach }) }),
    );

  law("give values of the domain", numbered, ({ recipe: { value }, k }) => {
    expect(place(domain, value(k))).toBe(value(k));
  });

  law("give short values, but beside a kink and where all digits are wanted", numbered, ({ recipe, k }) => {
    const x = recipe.value(k);
    if (recipe.name !== "kink" && recipe.name !== "all digits") expect(Math.fround(x)).toBe(x);
    if (recipe.name === "kink") expect(Math.min(Math.abs(x), Math.abs(x - 3))).toBeLessThan(2 ** -49);
  });

  it.each<[string, Domain, number[], number[][]]>([
    ["ordinary", {}, [-3072, 1, 1024], [[-3, 1 / 1024, 1]]],
    ["large", {}, [-8, 1], [[-1024, 128]]],
    ["whole", {}, [-3, 2], [[-3, 2]]],
    ["zeros", {}, [-1, 0, 1], [[-0, 0, 0]]],
    [
      "border",
      { borders: [-8, 512] },
      [-64, 0, 1],
      [
        [-8.5, -8, -8 + 1 / 128],
        [480, 512, 512.5],
      ],
    ],
    [
      "kink",
      {
        kinks: [
          { at: 0, right: 0 },
          { at: -5, right: 0 },
        ],
      },
      [-1, 0, 2],
      [
        [-Number.MIN_VALUE, 0, 2 * Number.MIN_VALUE],
        [-5 - 2 ** -50, -5, -5 + 2 ** -49],
      ],
    ],
  ])("of %s values", (name, of, numbers, values) => {
    expect(valuesOf(name, of, ...numbers)).toEqual(values);
  });

  it("of scales go from a thousandth to a thousand, evenly in the exponent, with either sign", () => {
    const [scales] = named("scales");
    for (const [k, x] of [
      [1, 1e-3],
      [2 ** 15, 1],
      [2 ** 16, 1e3],
      [-(2 ** 14), -(10 ** -1.5)],
    ])
      // 2⁻²⁴ by 24 digits, and the first number is a part of 2¹⁶ above the end.
      expect(Math.abs(scales.value(k) / x - 1)).toBeLessThan(3e-4);
    expect(scales.value(0)).toBe(0);
  });

  it("of all digits are beyond single precision", () => {
    const { reach, value } = longRecipe({});
    expect([value(0), value(1024), value(-reach)]).toEqual([0, Math.PI / 3, -Math.PI]);
    expect(Math.fround(value(5))).not.toBe(value(5));
  });

  it("are drawn as often as they weigh", () => {
    const pick = pickFrom(streamOf(1));
    const recipes = [3, 1].map((weight) => ({ name: "", weight, reach: 0, value: () => weight }));
    const drawn = Array.from({ length: 4000 }, () => drawValue(recipes, pick));
    // 3,000 of 4,000, give or take 27.
    expect(Math.abs(drawn.filter((each) => each === 3).length - 3000)).toBeLessThan(4 * 27);
    expect(new Set(drawn)).toEqual(new Set([1, 3]));
  });

  it("are counted from −reach to reach", () => {
    const pick = pickFrom(streamOf(2));
    const recipe = { name: "", weight: 1, reach: 2, value: (k: number) => k };
    const drawn = new Set(Array.from({ length: 200 }, () => drawValue([recipe], pick)));
    expect([...drawn].toSorted((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  });
});

/** A function of two inputs, of which one is held. */
const specOf = (x: Domain, more: Partial<Spec> = {}): Spec => ({
  name: "g",
  inputs: { x, class: { held: (pick, shapes) => 100 * shapes["x"].length + pick(0, 9) } },
  shapes: (size) => ({ x: [size(1, 4), 2], class: [3] }),
  f: () => 0,
  vjp: () => ({}),
  ...more,
});

describe("a point", () => {
  const seeds = fc.nat();

  law("has inputs of their domains, and the same ones for the same seed", seeds, (seed) => {
    for (const smooth of [false, true]) {
      const { inputs, ...rest } = drawProbe(specOf(domain), seed, smooth);
      expect(inputs["x"].data.length).toBe(sizeOf(inputs["x"].shape));
      for (const x of inputs["x"].data) expect(place(domain, x)).toBe(x);
      for (const each of inputs["class"].data)
        expect([200, 209].map((end) => Math.sign(each - end)).includes(0) || (each > 200 && each < 209)).toBe(
          true,
        );
      expect(drawProbe(specOf(domain), seed, smooth)).toEqual({ inputs, ...rest });
      expect([rest.seed, rest.smooth]).toEqual([seed, smooth]);
    }
  });

  law("for finite steps keeps its distance from kinks and edges, and has short numbers", seeds, (seed) => {
    const { inputs } = drawProbe(specOf(domain), seed, true);
    expect(hasRoom(specOf(domain), inputs)).toBe(true);
    for (const x of inputs["x"].data) expect(digitsOf(x)).toBeLessThanOrEqual(24);
  });

  law("is drawn again as often as it says until it has room", seeds, (seed) => {
    let asked = 0;
    const needy = specOf({}, { kinkDistance: () => (++asked < 3 ? 0 : 1) });
    const { redrawn, smooth } = drawProbe(needy, seed, true);
    expect([asked, redrawn, smooth]).toEqual([3, 2, true]);
    expect(drawProbe(needy, seed, false).redrawn).toBe(0);
  });

  it("is not smooth where there is no room at all, after 64 points", () => {
    const nowhere = specOf({}, { kinkDistance: () => 0 });
    expect(drawProbe(nowhere, 1, true)).toMatchObject({ smooth: false, redrawn: 64 });
    expect(drawProbe(specOf({ low: 0, high: 0 }), 1, true).smooth).toBe(false);
  });

  it("has room from a 64th of its scale on, and from a 32nd at kinks between entries", () => {
    const at = (x: number): ReturnType<typeof drawProbe>["inputs"] => ({
      x: tensor([x]),
      class: tensor([0]),
    });
    const kinked = specOf({ kinks: [{ at: 1, right: 0 }] });
    expect([1 + 1 / 64, 1 + 1 / 65, 1 - 1 / 128, 1].map((x) => hasRoom(kinked, at(x)))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(room({ kinks: [{ at: 1, right: 0 }] }, 1 + 1 / 64)).toBe(1 / 64);
    const apart = (distance: number): Spec => specOf({}, { kinkDistance: () => distance });
    expect([1 / 32, 1 / 33].map((distance) => hasRoom(apart(distance), at(1)))).toEqual([true, false]);
  });

  it("is drawn of ordinary values, of all of them, or of one that is everywhere", () => {
    const long = { ...specOf({}), shapes: () => ({ x: [8], class: [0] }) };
    const arrays = Array.from({ length: 300 }, (_, seed) => [
      ...drawProbe(long, seed, false).inputs["x"].data,
    ]);
    const ordinary = arrays.filter((data) =>
      data.every((x) => Number.isInteger(1024 * x) && Math.abs(x) <= 3),
    );
    const ties = arrays.filter((data) => new Set(data).size === 1);
    // A third of all, give or take 8.2, and few of the others by chance; a twelfth, give or take 4.8.
    expect(ordinary.length).toBeGreaterThan(100 - 4 * 8.2);
    expect(ordinary.length).toBeLessThan(120 + 4 * 8.2);
    expect(Math.abs(ties.length - 25)).toBeLessThan(4 * 4.8);
    expect(arrays.flat().some((x) => x !== 0 && Math.fround(x) !== x)).toBe(true);
  });
});
