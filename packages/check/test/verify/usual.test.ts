import { describe, expect, it } from "vitest";
import { flatSpec } from "../../src/index.ts";
import type { FlatFunction } from "../../src/index.ts";
import { streamOf } from "../../src/points/probe.ts";
import { subjectOf } from "../../src/trial/subject.ts";
import { usualChecks } from "../../verify/usual/index.ts";

/** Which checks accept a function at a point. */
function acceptedBy(claimed: FlatFunction, x: readonly number[]): string[] {
  const subject = subjectOf(flatSpec(claimed), { x: { shape: [x.length], data: Float64Array.from(x) } });
  return usualChecks.filter(({ accepts }) => accepts(subject, streamOf(1))).map(({ name }) => name);
}

const ALL = ["gradcheck, slow", "gradcheck, fast", "check_grads", "one coordinate"];

/** y = c x², with a reverse rule that is off by a factor, or by a constant for each entry. */
const square = (c: number, factor: number, offset: (at: number) => number = () => 0): FlatFunction => ({
  name: "square",
  length: 2,
  f: (x) => x.map((each) => c * each ** 2),
  vjp: (x, yBar) => yBar.map((each, at) => (factor * 2 * c * x[at] + offset(at)) * each),
});

describe("the usual checks", () => {
  it("accept what is right", () => {
    expect(acceptedBy(square(1, 1), [0.5, -1.25])).toEqual(ALL);
  });

  it("refute what is twice too large", () => {
    expect(acceptedBy(square(1, 2), [0.5, -1.25])).toEqual([]);
  });

  it("differ in their tolerances: 1e-3 of the gradient, 1e-5 and its size, 1e-2", () => {
    const off = (part: number): string[] => acceptedBy(square(1, 1 + part), [0.5, -1.25]);
    expect(off(2e-3)).toEqual(["one coordinate"]);
    expect(off(5e-4)).toEqual(["gradcheck, slow", "gradcheck, fast", "one coordinate"]);
    expect(off(1e-6)).toEqual(ALL);
  });

  it("see nothing of a gradient of 1e-6 that is doubled: an absolute tolerance of 1e-5 covers it", () => {
    expect(acceptedBy(square(1e-6, 2), [0.5, -1.25])).toEqual(ALL);
  });

  it("take a kink for a slope of ½, whatever the rule says there", () => {
    const relu: FlatFunction = {
      name: "relu",
      length: 1,
      f: (x) => x.map((each) => Math.max(each, 0)),
      vjp: (x, yBar) => yBar.map((each, at) => (x[at] > 0 ? each : 0)),
    };
    expect(acceptedBy(relu, [0])).toEqual([]);
  });

  it("notice that a rule differs from one run to the next only in gradcheck, to the bit", () => {
    let calls = 0;
    const unsteady: FlatFunction = {
      ...square(1, 1),
      vjp: (x, yBar) => yBar.map((each, at) => 2 * x[at] * each * (1 + 1e-12 * (calls++ % 3))),
    };
    expect(acceptedBy(unsteady, [0.5])).toEqual(["check_grads", "one coordinate"]);
  });

  it("notice that a rule forgets its cotangent only in gradcheck, by a cotangent of zeros", () => {
    const forgetful: FlatFunction = { ...square(1, 1), vjp: (x) => x.map((each) => 2 * each) };
    expect(acceptedBy(forgetful, [0.5])).toEqual(["one coordinate"]);
  });
});
