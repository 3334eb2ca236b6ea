import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everyOracle, flatSpec, specOf } from "../src/index.ts";
import type { CheckOptions, Spec } from "../src/index.ts";
import { assertCorrectDerivatives, DerivativeError, probesOf, valuesIn } from "../src/fast-check.ts";
import { ops } from "@espalier/autodiff";
import { mutant, reverse, scaled } from "../verify/mistakes/mistake.ts";
import { specs } from "../specs/index.ts";

/** The failure of a spec, shrunk. */
function failureOf(spec: Spec, parameters = {}, options: CheckOptions = {}): DerivativeError {
  try {
    assertCorrectDerivatives(spec, parameters, options);
  } catch (error) {
    if (error instanceof DerivativeError) return error;
    throw error;
  }
  throw new Error(`nothing was found wrong with ${spec.name}`);
}

/** y = x², with a slope that is wrong for x ≥ 5. */
const wrongFromFive = flatSpec({
  name: "wrong from 5",
  length: [1, 6],
  f: (x) => x.map((each) => each ** 2),
  vjp: (x, yBar) => yBar.map((each, at) => (x[at] >= 5 ? 3 : 2) * x[at] * each),
});

describe("a failure shrinks", () => {
  it("to the smallest shapes", () => {
    const [{ op, specWith }] = specs.affine;
    const wrong = specWith(mutant(op, "W", "sign", reverse, scaled(-1)));
    const oracles = everyOracle.filter(({ name }) => name === "adjoint"); // one that finds it, and takes little time
    const { inputs } = failureOf(wrong, {}, { oracles }).failure;
    expect(Object.values(inputs).map(({ data }) => data.length)).toEqual([1, 1, 1]);
  });

  it("then to the simplest value, and is replayed by one line", () => {
    const { message, failure } = failureOf(wrongFromFive);
    expect(failure.inputs["x"].shape).toEqual([1]);
    expect(failure.inputs["x"].data[0]).toBeGreaterThanOrEqual(5);
    expect(failure.inputs["x"].data[0]).toBeLessThan(5.01);
    const [, seed, path] =
      /again: assertCorrectDerivatives\(spec, \{ seed: (-?\d+), path: "([\d:]+)" \}\)$/.exec(message) ?? [];
    expect(failureOf(wrongFromFive, { seed: Number(seed), path }).failure).toEqual(failure);
  });
});

it("where nothing was seen, nothing passes", () => {
  const constant = flatSpec({
    name: "constant",
    length: 2,
    f: () => Float64Array.of(1, 2),
    vjp: (x) => x.map(() => 0),
  });
  expect(() => assertCorrectDerivatives(constant)).toThrow("constant: every entry of every Jacobian was 0");
  const tight = flatSpec({
    name: "7 x for x²",
    length: 2,
    domain: { low: 1, high: 1 + 2 ** -40 },
    f: (x) => x.map((each) => each ** 2),
    vjp: (x, yBar) => x.map((each, at) => 7 * each * yBar[at]),
  });
  expect(() => assertCorrectDerivatives(tight)).toThrow("differences never compared anything");
});

describe("a drawn value", () => {
  it("lies in the domain", () => {
    const domain = { low: 1, high: 9, gaps: [{ at: 5, margin: 1 / 2 }] };
    fc.assert(fc.property(valuesIn(domain), (x) => x >= 1 && x <= 9 && Math.abs(x - 5) >= 1 / 2));
  });

  it("reaches kinks, what lies one unit in the last place beside them, zeros, and both sides of a border", () => {
    const drawn = new Set(
      fc.sample(valuesIn({ kinks: [{ at: 1, right: 0 }], borders: [709] }), { numRuns: 2000, seed: 3 }),
    );
    for (const x of [1, 1 + 2 ** -52, 1 - 2 ** -52, 0]) expect(drawn).toContain(x);
    expect([...drawn].some((x) => x > 709 && x < 760)).toBe(true);
    expect([...drawn].some((x) => x < 709 && x > 660)).toBe(true);
    expect([...drawn].some((x) => Math.abs(x) > 0 && Math.abs(x) < 0.01)).toBe(true);
  });

  it("includes arrays of one value", () => {
    const spec = specOf(ops.softmax(0), { inputs: { x: {} }, shapes: () => ({ x: [4] }) });
    const ties = fc
      .sample(probesOf(spec), { numRuns: 100, seed: 3 })
      .filter(({ inputs }) => new Set(inputs["x"].data).size === 1);
    expect(ties.length).toBeGreaterThan(0);
  });
});
