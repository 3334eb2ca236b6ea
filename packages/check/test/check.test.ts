import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { check, checkAt, drawProbe, everyOracle, flatSpec, mixedDirections } from "../src/index.ts";
import type { CheckOptions, Directions, Oracle, Probe, Spec, Trial } from "../src/index.ts";
import { lazy, lazyAt } from "../src/lazy.ts";

const spec = flatSpec({
  name: "identity",
  length: [1, 3],
  f: (x) => x.slice(),
  vjp: (_, yBar) => yBar.slice(),
});

/** Notes what it is asked to look at. */
function noting(more: Partial<Oracle> = {}): { oracle: Oracle; trials: Trial[] } {
  const trials: Trial[] = [];
  const oracle: Oracle = {
    name: "noting",
    law: "none",
    applies: () => true,
    examine: (trial, see) => {
      trials.push(trial);
      see({ mode: "vjp", at: "", received: 0, expected: 0, bound: 0 });
    },
    ...more,
  };
  return { oracle, trials };
}

/** The points that a check looks at. */
function pointsOf(options: CheckOptions, of: Spec = spec, more?: Partial<Oracle>): Probe[] {
  const { oracle, trials } = noting(more);
  check(of, { ...options, oracles: [oracle] });
  return trials.map(({ probe }) => probe);
}

describe("a check", () => {
  it("looks at twenty points, or as many as it is told to; every second one may lie anywhere", () => {
    expect(pointsOf({})).toHaveLength(20);
    const points = pointsOf({ draws: 4 });
    expect(points.map(({ smooth }) => smooth)).toEqual([true, false, true, false]);
    expect(points.map(({ seed }) => seed % 2 === 0)).toEqual([true, false, true, false]);
    expect(new Set(points.map(({ seed }) => seed)).size).toBe(4);
  });

  it("shows points without room for steps to the oracles that take none", () => {
    expect(pointsOf({ draws: 4 }, spec, { steps: true }).map(({ smooth }) => smooth)).toEqual([true, true]);
    expect(pointsOf({ draws: 4 }, spec, { applies: ({ formula }) => formula !== undefined })).toEqual([]);
  });

  it("draws one point again by its seed", () => {
    const points = pointsOf({ draws: 3 });
    for (const point of points) expect(pointsOf({ replay: point.seed })).toEqual([point]);
  });

  it("has the seed 1 by default, and reports it with the name and the points", () => {
    expect(check(spec, { draws: 2, oracles: [] })).toMatchObject({ name: "identity", seed: 1, draws: 2 });
    expect(check(spec, { draws: 2, oracles: [], seed: 7 }).seed).toBe(7);
    expect(pointsOf({ draws: 2, seed: 1 })).toEqual(pointsOf({ draws: 2 }));
    expect(pointsOf({ draws: 2, seed: 2 })).not.toEqual(pointsOf({ draws: 2 }));
  });

  it("goes by the precision that is declared, and sees that of the results else", () => {
    const precisionsOf = (precision?: Spec["precision"]) =>
      check({ ...spec, ...(precision && { precision }) }, { draws: 1, oracles: [] }).precisions;
    expect(precisionsOf({ rules: "f32" })).toEqual({ f: "f64", rules: "f32", cotangents: "f32" });
    expect(precisionsOf()).toEqual({ f: "f64", rules: "f64", cotangents: "f64" });
  });

  it("takes directions of one's own, and mixed ones by default", () => {
    const alone: Directions = (n) => [new Float64Array(n).fill(3 / 8)];
    const { oracle, trials } = noting();
    check(spec, { draws: 1, oracles: [oracle], directions: alone });
    check(spec, { draws: 1, oracles: [oracle] });
    expect(trials[0].cotangents).toEqual([new Float64Array(trials[0].subject.y.length).fill(3 / 8)]);
    expect(trials[1].cotangents.length).toBe(
      mixedDirections(trials[1].subject.y.length, true, () => 0).length,
    );
  });

  it("ends at the first point that fails if that is wanted, and sees all points else", () => {
    const failing = noting({
      examine: (_, see) => see({ mode: "vjp", at: "", received: 1, expected: 0, bound: 0 }),
    });
    const drawsOf = (untilFailure: boolean): number =>
      check(spec, { draws: 5, oracles: [failing.oracle], untilFailure }).draws;
    expect([drawsOf(true), drawsOf(false)]).toEqual([1, 5]);
    expect(check(spec, { draws: 5, oracles: [noting().oracle], untilFailure: true }).draws).toBe(5);
  });

  it("passes if nothing failed and enough was seen", () => {
    expect(check(spec, { draws: 3 })).toMatchObject({ passed: true, failures: [], complaints: [] });
    const { passed, complaints } = check(spec, { draws: 0 });
    expect([passed, complaints.includes("nothing was drawn")]).toEqual([false, true]);
  });

  it("takes either rule alone", () => {
    const { vjp: _, ...neither } = spec;
    const forwards: Spec = { ...neither, jvp: (__, tangents) => tangents["x"].data };
    expect(check(forwards, { draws: 1 }).failures).toEqual([]);
    expect(() => check(neither)).toThrow(
      "check: expected a spec with a jvp, a vjp or both; received neither in identity",
    );
  });

  it("may be given its points", () => {
    const { oracle, trials } = noting();
    const point = { inputs: { x: tensor([5, 6]) }, seed: 3, smooth: true, redrawn: 0 };
    checkAt(spec, [() => point, () => drawProbe(spec, 8, true)], { oracles: [oracle] });
    expect(trials.map(({ probe }) => probe)).toEqual([point, drawProbe(spec, 8, true)]);
  });

  it.each<[string, unknown, CheckOptions, string]>([
    ["a spec that is none", null, {}, "expected a spec whose f is a function; received undefined"],
    [
      "no shapes",
      { f: () => 0, inputs: {} },
      {},
      "expected a spec whose shapes is a function; received undefined",
    ],
    [
      "inputs that are none",
      { f: () => 0, shapes: () => ({}) },
      {},
      "expected a spec with a domain for each of its inputs; received undefined",
    ],
    [
      "no inputs",
      { f: () => 0, shapes: () => ({}), inputs: null },
      {},
      "expected a spec with a domain for each of its inputs; received object",
    ],
    [
      "a number of points",
      spec,
      { draws: -1 },
      "expected a number of draws that is a whole number ≥ 0; received -1",
    ],
    ["a seed", spec, { seed: Infinity }, "expected a seed that is a number; received Infinity"],
    [
      "an accuracy",
      { ...spec, accuracy: -1 },
      {},
      "expected a relative accuracy of identity that is a number ≥ 0; received -1",
    ],
    [
      "a precision",
      { ...spec, precision: "f16" },
      {},
      "expected the precision f64 or f32 for f of identity; received f16",
    ],
    [
      "a slope at a kink",
      { ...spec, inputs: { x: { kinks: [{ at: 1, right: -0.5 }] } } },
      {},
      "expected a slope between those beside the kink 1 of x; received -0.5",
    ],
  ])("refuses %s", (_, given, options, message) => {
    expect(() => check(given as Spec, options)).toThrow(
      new RegExp(`^check: ${message.replaceAll(/[.+]/g, String.raw`\$&`)}$`),
    );
  });

  it("takes both ends of what a slope at a kink may be", () => {
    for (const right of [0, 1])
      expect(() =>
        check({ ...spec, inputs: { x: { kinks: [{ at: 1, right }] } } }, { draws: 1, oracles: [] }),
      ).not.toThrow();
  });
});

describe("a value that is computed once", () => {
  it("is computed when it is first asked for, for each index, even if it is nothing", () => {
    let computed = 0;
    const once = lazy(() => void computed++);
    expect(computed).toBe(0);
    once();
    once();
    expect(computed).toBe(1);
    const asked: number[] = [];
    const at = lazyAt((i) => asked.push(i) && 10 * i);
    expect([at(3), at(1), at(3), at(1)]).toEqual([30, 10, 30, 10]);
    expect(asked).toEqual([3, 1]);
  });
});

describe("the oracles that apply", () => {
  const second = { forwardOverReverse: () => ({}) };
  const formula: Spec["formula"] = (_, { x }) => x.data;
  const everywhere = ["purity", "repeatability", "linearity", "differences"];
  const { vjp: _, ...bare } = spec;
  it.each<[string, Spec, string[]]>([
    ["to any spec", spec, []],
    ["to both rules", { ...spec, jvp: (__, { x }) => x.data }, ["adjoint"]],
    ["to a formula", { ...spec, formula }, ["value", "duals", "complex step"]],
    ["to a function of complex numbers", { ...spec, complex: ({ x }) => x.data }, ["complex step"]],
    ["to a recording", { ...spec, record: () => ({ value: 0, pullback: () => ({}) }) }, ["replay"]],
    ["to sums", { ...spec, accumulate: () => ({}) }, ["accumulation"]],
    [
      "to neither without a vjp",
      { ...bare, jvp: () => 0, accumulate: () => ({}), record: () => ({ value: 0, pullback: () => ({}) }) },
      [],
    ],
    ["to kinks", { ...spec, inputs: { x: { kinks: [{ at: 0, right: 0 }] } } }, ["kinks"]],
    [
      "to kinks of one of two inputs",
      { ...spec, inputs: { x: { kinks: [{ at: 0, right: 0 }] }, y: { held: () => 0 } } },
      ["kinks"],
    ],
    ["to a list of kinks that is empty", { ...spec, inputs: { x: { kinks: [] } } }, []],
    ["to second derivatives", { ...spec, second }, ["second order"]],
    ["to two inputs", { ...spec, inputs: { x: {}, y: {} } }, ["same array"]],
    ["to one input and one that is held", { ...spec, inputs: { x: {}, y: { held: () => 0 } } }, []],
    ["to shapes that are stretched", { ...spec, stretched: () => ({ x: [1] }) }, ["broadcasting"]],
    ["to samples", { ...spec, samples: ["x"] }, ["per sample"]],
    ["to single precision", { ...spec, f32: true }, ["single precision"]],
    ["to double precision", { ...spec, f32: false }, []],
    ["to a composite", { ...spec, composite: true }, ["taylor"]],
    ["to one step", { ...spec, composite: false }, []],
  ])("%s", (__, of, names) => {
    const applying = everyOracle.filter((oracle) => oracle.applies(of)).map(({ name }) => name);
    expect(new Set(applying)).toEqual(new Set([...everywhere, ...names]));
  });
});
