import { describe, expect, it } from "vitest";
import { check, everyOracle, flatSpec } from "../src/index.ts";
import type { Directions, Domain, FlatFunction, Oracle, Spec } from "../src/index.ts";

const identity = (over: Partial<FlatFunction> = {}): Spec =>
  flatSpec({
    name: "identity",
    length: 3,
    f: (x) => x.slice(),
    vjp: (_, yBar) => yBar.slice(),
    ...over,
  });

const ones: Directions = (n) => [new Float64Array(n).fill(1)];

const only = (name: string) => everyOracle.filter((oracle) => oracle.name === name);

describe("a check that saw nothing does not pass", () => {
  it("when every cotangent was all ones", () => {
    const { passed, complaints, failures } = check(identity(), { directions: ones });
    expect({ passed, failures }).toEqual({ passed: false, failures: [] });
    expect(complaints).toContainEqual(expect.stringMatching(/all ones/));
  });

  it("when every entry of the Jacobian was 0", () => {
    const zero = identity({ f: () => Float64Array.of(1, 2), vjp: () => new Float64Array(3) });
    expect(check(zero).complaints).toEqual(["every entry of every Jacobian was 0"]);
  });

  it("when nothing was drawn", () => {
    expect(check(identity(), { draws: 0 }).complaints).toContain("nothing was drawn");
  });

  it("when an oracle never compared anything", () => {
    const full: Domain = { low: 1, high: 1 + 2 ** -40 };
    const { complaints, redrawn } = check(identity({ domain: full }));
    expect(complaints).toEqual(
      expect.arrayContaining([
        "differences never compared anything",
        expect.stringMatching(/values were drawn again/),
      ]),
    );
    expect(redrawn).toBeGreaterThan(0);
  });

  it("when most values had to be drawn again", () => {
    const { complaints } = check(identity({ domain: { low: 1, high: 1.035 } }));
    expect(complaints).toEqual([expect.stringMatching(/values were drawn again for 60 that were used/)]);
  });

  it("when an oracle had to skip everything, and says why", () => {
    const overflowing = identity({ formula: (A, x) => x.map((each) => A.mul(A.exp(A.of(1e3)), each)) });
    const { complaints } = check(overflowing, { oracles: only("complex step") });
    expect(complaints).toEqual([
      expect.stringMatching(/^complex step never compared anything: f\(x \+ ihv\) is NaN/),
      "no oracle with an independent value compared the vjp",
    ]);
  });

  it("when no oracle with an independent value compared one of its rules", () => {
    const spec: Spec = { ...identity(), jvp: (_, { x }) => x.data };
    const blind = only("differences").map((oracle) => ({
      ...oracle,
      examine: (trial: Parameters<typeof oracle.examine>[0], see: Parameters<typeof oracle.examine>[1]) =>
        oracle.examine(
          trial,
          Object.assign(
            (each: Parameters<typeof see>[0]) => {
              if (each.mode === "jvp") see(each);
            },
            { skip: see.skip },
          ),
        ),
    }));
    expect(check(spec, { oracles: blind }).complaints).toEqual([
      "no oracle with an independent value compared the vjp",
    ]);
  });
});

it("a second derivative that was compared with nothing independent does not pass either", () => {
  const second = { forwardOverReverse: () => ({}) };
  const { vjp: _, ...rest } = identity({ jvp: (__, xDot) => xDot.slice() });
  expect(check({ ...rest, second }).complaints).toContain(
    "no oracle with an independent value compared the second derivative",
  );
  expect(check({ ...identity(), second }).complaints).toEqual([]);
});

describe("a comparison", () => {
  const madeUp = (error: number): Oracle => ({
    name: "made up",
    law: "received = expected",
    applies: () => true,
    examine: (_, see) => see({ mode: "vjp", at: "", received: 1 + error, expected: 1, bound: 0.25 }),
  });

  it("holds up to its bound, and not beyond", () => {
    expect(check(identity(), { oracles: [madeUp(0.25)] }).passed).toBe(true);
    expect(check(identity(), { oracles: [madeUp(0.25 + 2 ** -52)] }).passed).toBe(false);
  });

  it("fails where a number is due and none comes", () => {
    expect(check(identity(), { oracles: [madeUp(Number.NaN)] }).failures[0].error).toBe(Infinity);
  });
});

describe("what a report counts", () => {
  it("is the same for the same seed, and another for another", () => {
    const report = (seed: number) => JSON.stringify(check(identity(), { seed }));
    expect(report(5)).toBe(report(5));
    expect(report(5)).not.toBe(report(6));
  });

  it("are the entries of the Jacobians, and those that were 0", () => {
    const { jacobian } = check(identity({ domain: { low: 1 } }), { draws: 4 });
    expect(jacobian).toEqual({ entries: 4 * 9, zeros: 4 * 6, smallest: 1, largest: 1 });
  });

  it("are the points that had to keep away from a kink", () => {
    const relu = identity({
      domain: { kinks: [{ at: 0, right: 0 }] },
      f: (x) => x.map((each) => Math.max(each, 0)),
      vjp: (x, yBar) => yBar.map((each, at) => (x[at] > 0 ? each : 0)),
    });
    const { passed, redrawn, values } = check(relu, { draws: 100 });
    expect(passed).toBe(true);
    expect(redrawn).toBeGreaterThan(0);
    expect(redrawn).toBeLessThan(values);
  });
});

it("a convention for a kink that is not a subgradient is refused", () => {
  const spec = identity({ domain: { kinks: [{ at: 0, right: 2 }] } });
  expect(() => check(spec)).toThrow(
    "check: expected a slope between those beside the kink 0 of x; received 2",
  );
});

it("a spec without a derivative is refused", () => {
  const { vjp: _, ...rest } = identity();
  expect(() => check(rest)).toThrow(
    "check: expected a spec with a jvp, a vjp or both; received neither in identity",
  );
});
