import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { flatSpec } from "../src/index.ts";
import type { Directions, FlatFunction, Spec } from "../src/index.ts";
import { detectPrecisions, rounded } from "../src/trial/detect-precision.ts";
import { formulaCurvature, formulaTangent, formulaValue, lift, tolerance } from "../src/trial/formula.ts";
import { perturbed, spread } from "../src/trial/perturb.ts";
import { termSizes } from "../src/trial/sizes.ts";
import {
  curveAlong,
  forward,
  inPrecision,
  join,
  movedTo,
  nameEntry,
  reverse,
  split,
  subjectOf,
  valueAt,
} from "../src/trial/subject.ts";
import { pairAll, tableOf } from "../src/trial/table.ts";
import { trialOf } from "../src/trial/trial-of.ts";

const u = 2 ** -53;
const TINY = 2 ** -1022;

/** y = a b, entry by entry, and c, which is held. */
const product: Spec = {
  name: "product",
  inputs: { a: {}, c: { held: () => 7 }, b: {} },
  shapes: () => ({ a: [2], c: [1], b: [2] }),
  f: ({ a, b }) => ({ shape: [2], data: a.data.map((x, i) => x * b.data[i]) }),
  jvp: ({ a, b }, { a: aDot, b: bDot }) => a.data.map((x, i) => aDot.data[i] * b.data[i] + x * bDot.data[i]),
  vjp: ({ a, b }, y) => ({
    a: b.data.map((x, i) => x * dataOf(y)[i]),
    b: a.data.map((x, i) => x * dataOf(y)[i]),
  }),
  formula: (A, { a, b }) => a.data.map((x, i) => A.mul(x, b.data[i])),
};
const dataOf = (y: unknown): Float64Array => (y as { data: Float64Array }).data;
const inputs = { a: tensor([2, 3]), c: tensor([9]), b: tensor([5, 7]) };
const subject = subjectOf(product, inputs);

describe("a function at a point, as a map of vectors", () => {
  it("has the inputs that move in a row, and its output", () => {
    expect([subject.moving, subject.x, subject.y]).toEqual([
      ["a", "b"],
      Float64Array.of(2, 3, 5, 7),
      Float64Array.of(10, 21),
    ]);
  });

  it("leaves its inputs as they are, should f write to them", () => {
    const given = { x: tensor([1, 2]) };
    const writing = flatSpec({ name: "writing", length: 2, f: (x) => x.fill(0), vjp: (_, v) => v });
    expect([subjectOf(writing, given).x, given.x]).toEqual([Float64Array.of(1, 2), tensor([1, 2])]);
  });

  it("takes vectors apart by its inputs, in their precision, and puts them together", () => {
    const vector = Float64Array.of(1, 2, 3, 4);
    expect(split(subject, vector)).toEqual({ a: tensor([1, 2]), b: tensor([3, 4]) });
    expect(join(subject, split(subject, vector))).toEqual(vector);
    expect(join(subject, { b: [8, 9] })).toEqual(Float64Array.of(0, 0, 8, 9)); // a missing input moves by 0
    const single = subjectOf(product, inPrecision(inputs, "f32"));
    expect(split(single, vector)).toEqual({ a: tensor([1, 2], "f32"), b: tensor([3, 4], "f32") });
  });

  it("has other values elsewhere, and the held input everywhere", () => {
    expect(valueAt(subject, Float64Array.of(1, 1, 2, 2))).toEqual(Float64Array.of(2, 2));
    expect(curveAlong(subject, Float64Array.of(1, 0, 0, 1))(2)).toEqual(Float64Array.of(4 * 5, 3 * 9));
    const moved = movedTo(subject, Float64Array.of(1, 1, 2, 2));
    expect([moved.inputs, moved.x]).toEqual([
      { a: tensor([1, 1]), c: tensor([9]), b: tensor([2, 2]) },
      Float64Array.of(1, 1, 2, 2),
    ]);
  });

  it("has J v and Jᵀ u by its rules", () => {
    expect(forward(subject, Float64Array.of(1, 0, 0, 1))).toEqual(Float64Array.of(5, 3));
    expect(reverse(subject, Float64Array.of(1, 10))).toEqual(Float64Array.of(5, 70, 2, 30));
    const { jvp: _, vjp: __, ...bare } = product;
    const none = subjectOf({ ...bare, vjp: () => ({}) }, inputs);
    expect(() => forward(none, none.x)).toThrow("product: expected a spec with a jvp; received none");
    expect(() => reverse(subjectOf(bare, inputs), none.y)).toThrow(
      "product: expected a spec with a vjp; received none",
    );
  });

  it("refuses a tangent that is not like its output, a plain number too", () => {
    const wrong = (f: Spec["f"], jvp: NonNullable<Spec["jvp"]>) => subjectOf({ ...product, f, jvp }, inputs);
    expect(() =>
      forward(
        wrong(product.f, () => tensor([[1, 2]])),
        subject.x,
      ),
    ).toThrow("jvp of product: expected 2 numbers of shape [2]; received [1, 2]");
    expect(() =>
      forward(
        wrong(
          () => 1,
          () => [1, 2],
        ),
        subject.x,
      ),
    ).toThrow("expected 1 numbers of shape [1]; received 2");
    const row = (jvp: NonNullable<Spec["jvp"]>) => wrong(() => tensor([[10, 21]]), jvp);
    expect(
      forward(
        row(() => tensor([[1, 2]])),
        subject.x,
      ),
    ).toEqual(Float64Array.of(1, 2));
    expect(() =>
      forward(
        row(() => tensor([1, 2])),
        subject.x,
      ),
    ).toThrow("of shape [1, 2]; received [2]");
  });

  it("refuses what holds no numbers, with the name of the function that returned it", () => {
    const none = () => null as never;
    const without = (part: Partial<Spec>) => ({ ...subject, spec: { ...product, ...part } });
    expect(() => subjectOf({ ...product, f: none }, inputs)).toThrow("f: expected numbers");
    expect(() => valueAt(without({ f: none }), subject.x)).toThrow("f: expected numbers");
    expect(() => forward(without({ jvp: none }), subject.x)).toThrow("jvp: expected numbers");
    expect(() => reverse(without({ vjp: () => ({ d: 1 }) }), subject.y)).toThrow(
      "vjp: expected cotangents by the names of the inputs",
    );
    expect(() => join(subject, { a: [1] })).toThrow(
      "cotangent of product: a: expected 2 numbers of shape [2]; received 1",
    );
  });

  it("names an entry by its input", () => {
    expect([0, 1, 2, 3, 4].map((entry) => nameEntry(subject, entry))).toEqual([
      "a[0] of [2]",
      "a[1] of [2]",
      "b[0] of [2]",
      "b[1] of [2]",
      "entry 4",
    ]);
  });
});

describe("the table of ⟨u, J v⟩", () => {
  it("has a row for each direction", () => {
    const [e, f] = [Float64Array.of(1, 0), Float64Array.of(1, 1)];
    expect(tableOf([e, f], [Float64Array.of(2, 3), Float64Array.of(5, 7), e])).toEqual(
      [
        [2, 5],
        [5, 12],
        [1, 1],
      ].map((row) => Float64Array.from(row)),
    );
    expect(pairAll([], e)).toEqual(new Float64Array());
  });
});

const diagonal: Directions = (n) => [new Float64Array(n).fill(1)];
const probe = { inputs, seed: 1, smooth: true, redrawn: 0 };

describe("a trial", () => {
  it("has both claims, and directions in the scale of what they move", () => {
    const { tangents, cotangents, claims, roundings, whole } = trialOf(product, probe, diagonal);
    expect(tangents).toEqual([Float64Array.of(1, 1, 1, 1)]); // no entry is moved by more than 1
    expect(cotangents).toEqual([Float64Array.of(1, 1)]);
    expect(claims()).toEqual(["jvp", "vjp"].map((mode) => ({ mode, table: [Float64Array.of(17)] })));
    expect([roundings, whole]).toEqual([8 + 2, true]);
    const small = { ...probe, inputs: { ...inputs, a: tensor([1 / 4, 3 / 8]) } };
    expect(trialOf(product, small, diagonal).tangents).toEqual([Float64Array.of(1 / 4, 1 / 4, 1, 1)]);
  });

  it("has no claim of a rule that is not there, and as many roundings as declared", () => {
    const { jvp: _, ...reverseOnly } = product;
    const trial = trialOf({ ...reverseOnly, roundings: 20 }, probe, diagonal);
    expect([trial.claims().map(({ mode }) => mode), trial.roundings]).toEqual([["vjp"], 22]);
    const { vjp: __, ...forwardOnly } = product;
    expect(
      trialOf(forwardOnly, probe, diagonal)
        .claims()
        .map(({ mode }) => mode),
    ).toEqual(["jvp"]);
  });

  it("looks at a Jacobian of up to 200 entries whole", () => {
    const asked: boolean[] = [];
    const asking: Directions = (n, whole) => (asked.push(whole), diagonal(n, whole, () => 0));
    const of = (length: number) =>
      trialOf(
        flatSpec({ name: "id", length, f: (x) => x.slice(0, 10), vjp: (x) => x }),
        { ...probe, inputs: { x: tensor(Array.from({ length }, () => 1)) } },
        asking,
      ).whole;
    expect([of(20), of(21), asked]).toEqual([true, false, [true, true, false, false]]);
  });
});

describe("the formula", () => {
  const { formula } = product as Required<Spec>;

  it("takes held inputs as constants and the others by their place", () => {
    expect(
      lift(
        subject,
        (x) => -x,
        (at) => at,
      ),
    ).toEqual({
      a: { shape: [2], data: [0, 1] },
      c: { shape: [1], data: [-9] },
      b: { shape: [2], data: [2, 3] },
    });
  });

  it("gives the value, J v and the second derivative, with bounds on their rounding", () => {
    expect(formulaValue(subject, formula, subject.x)).toEqual({
      values: Float64Array.of(10, 21),
      errors: Float64Array.of(10 * u + TINY, 21 * u + TINY),
    });
    const { value, tangent } = formulaTangent(subject, formula, Float64Array.of(1, 0, 0, 1));
    expect([value.values, tangent.values]).toEqual([Float64Array.of(10, 21), Float64Array.of(5, 3)]);
    // a product of 5, one of 0 and their sum
    expect(tangent.errors[0]).toBe(10 * u + TINY);
    const [v, w] = [Float64Array.of(1, 0, 0, 1), Float64Array.of(0, 2, 3, 0)];
    expect(formulaCurvature(subject, formula, v, w).values).toEqual(Float64Array.of(3, 2)); // v_a w_b + w_a v_b
  });

  it("allows for its own error and for the roundings of the rule", () => {
    expect(tolerance(3, 0, 10, u)).toBe(30 * u);
    expect(tolerance(-3, 2, 10, u)).toBe(22 + 30 * u);
    expect(tolerance(0, 2 * u, 10, 2 ** -24)).toBe(22 * 2 ** -24);
  });
});

describe("inputs that are moved by a rounding", () => {
  const near = perturbed(subject, u);

  it("are eight points within two units of the last place, and not all the same", () => {
    expect(near).toHaveLength(8);
    const moves = near.map(({ x }) => x.map((each, at) => each / subject.x[at] - 1));
    for (const move of moves) for (const each of move) expect(Math.abs(each)).toBeLessThanOrEqual(4 * u);
    expect(new Set(moves.flatMap((move) => [...move].map(Math.sign)))).toEqual(new Set([-1, 0, 1]));
    for (const each of near) expect(each.inputs["c"]).toEqual(inputs.c);
  });

  it("move by more where the rules or the inputs are in single precision", () => {
    const moved = (dtype: "f64" | "f32", unit: number): number =>
      Math.max(
        ...perturbed(subjectOf(product, inPrecision(inputs, dtype)), unit).flatMap(({ x }) =>
          Array.from(x, (each, at) => Math.abs(each / subject.x[at] - 1)),
        ),
      );
    for (const of of [moved("f64", 2 ** -24), moved("f32", u)]) {
      expect(of).toBeGreaterThan(2 ** -24);
      expect(of).toBeLessThan(2 ** -21);
    }
  });

  it("show how far a value scatters", () => {
    expect([spread(5, [4, 5.5, 7]), spread(5, [3, 6]), spread(5, [])]).toEqual([2, 2, 0]);
  });
});

describe("the size of what an output is computed from", () => {
  const sizes = (f: FlatFunction["f"], x: number[]): number[] => {
    const spec = flatSpec({ name: "f", length: x.length, f, vjp: (each) => each });
    return [...termSizes(trialOf(spec, { ...probe, inputs: { x: tensor(x) } }, diagonal))];
  };

  it("is that of the output, or that of the largest input", () => {
    expect(sizes((x) => Float64Array.of(x[0] - x[1], 10 * x[0]), [3, 2])).toEqual([3, 30]);
    expect(sizes((x) => Float64Array.of(x[0] - x[1], 1), [-3, -2])).toEqual([3, 3]);
  });

  it("is less where all outputs are far smaller, and their noise too", () => {
    const [small] = sizes((x) => x.map((each) => 1e-50 * Math.tanh(each)), [0.7]);
    expect(small).toBeGreaterThanOrEqual(1e-50 * Math.tanh(0.7));
    expect(small).toBeLessThan(1e-47);
    const [less] = sizes((x) => x.map((each) => Math.sin(each / 1000) / 4), [1024]);
    expect(less).toBeLessThan(1024);
    expect(sizes((x) => x.map((each) => each / 1024), [1024])).toEqual([1024]);
    // 1 is not below a 1024th of 1024, whatever noise there is.
    expect(sizes((x) => x.map((each) => 1 + Math.sin(each - 1024) / 1000), [1024])).toEqual([1024]);
    // What cancels leaves noise, and a staircase comes from rounding.
    expect(sizes((x) => x.map((each) => each + 1e-12 - each), [0.7])).toEqual([0.7]);
    expect(sizes((x) => x.map(() => 1e-12), [0.7])).toEqual([0.7]);
  });
});

describe("precision", () => {
  const spec = (f: (x: number) => number, more: Partial<Spec> = {}): Spec => ({
    ...flatSpec({ name: "f", length: [1, 3], f: (x) => x.map(f), vjp: (x) => x }),
    ...more,
  });
  const detected = (of: Spec): string => detectPrecisions(of).f;

  it("is seen by the results: numbers of single precision with all of its digits", () => {
    expect(detected(spec(Math.sin))).toBe("f64");
    expect(detected(spec((x) => Math.fround(Math.sin(x))))).toBe("f32");
    expect(detected(spec((x) => Math.round(1024 * x) / 1024))).toBe("f64");
    expect(detected(spec(() => 0))).toBe("f64");
  });

  it("is seen by the kind of an array, and not where f throws", () => {
    expect(detected(spec(Math.sin, { f: ({ x }) => Float32Array.from(x.data) }))).toBe("f32");
    expect(
      detected(spec(Math.sin, { f: ({ x }) => Float64Array.of(Math.fround(Math.sin(x.data[0]))) })),
    ).toBe("f32");
    const throwing = (): never => {
      throw new RangeError("never");
    };
    expect(detected(spec(throwing))).toBe("f64");
    expect(() => detected(spec(Math.sin, { f: () => "text" as never }))).toThrow("expected numbers");
  });

  it("rounds a point to single precision, to twelve digits where steps are taken, and leaves held inputs", () => {
    const held: Spec = { ...spec(Math.sin), inputs: { x: {}, c: { held: () => 0 } } };
    const at = { ...probe, inputs: { x: tensor([Math.PI]), c: tensor([Math.PI]) } };
    const [f64, f32] = (["f64", "f32"] as const).map((f) => ({ f, rules: f, cotangents: f }));
    expect(rounded(held, at, f64)).toBe(at);
    expect(rounded(held, { ...at, smooth: false }, f32).inputs["x"]).toEqual(tensor([Math.fround(Math.PI)]));
    const short = rounded(held, at, f32);
    expect([short.inputs["x"], short.inputs["c"], short.smooth]).toEqual([
      tensor([3217 / 1024]),
      tensor([Math.PI]),
      true,
    ]);
    const kinked: Spec = { ...spec(Math.sin), inputs: { x: { kinks: [{ at: 3217 / 1024, right: 0 }] } } };
    expect(rounded(kinked, { ...at, inputs: { x: tensor([Math.PI]) } }, f32).smooth).toBe(false);
  });
});
