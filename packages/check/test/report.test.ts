import { describe, expect, it } from "vitest";
import { check, flatSpec, showReport } from "../src/index.ts";
import type { FlatFunction } from "../src/index.ts";

const cube = (factor: number): FlatFunction => ({
  name: "cube",
  length: 2,
  f: (x) => x.map((each) => each ** 3),
  vjp: (x, yBar) => yBar.map((each, at) => factor * x[at] ** 2 * each),
});

const right = check(flatSpec(cube(3)));
const wrong = check(flatSpec(cube(3.001)));

describe("a report", () => {
  it("says what was looked at", () => {
    expect(showReport(right)).toMatch(
      /^cube: derivatives correct as far as checked\n {2}20 points, 40 values/,
    );
  });

  it("has a line for each oracle, with its error and the bound on it", () => {
    const lines = showReport(right).split("\n");
    for (const { name, worst } of right.oracles) {
      expect(lines).toContainEqual(
        expect.stringMatching(new RegExp(`^  ${name} .*${worst?.bound === 0 ? "0" : "e[-+]"}`)),
      );
      expect(worst?.error).toBeLessThanOrEqual(worst?.bound ?? -1);
    }
  });

  it("names oracle, rule, entry, both values and the budget of a failure", () => {
    expect(showReport(wrong)).toMatch(
      /differences \(.*\) refutes the vjp of cube at ∂y\[0\] \/ ∂x\[0\] of \[2\]\n {4}received \S+, expected \S+; error \S+, bound \S+ = \S+ truncation \+ \S+ round-off of f \+ \S+ of the rules\n {4}if the values of f are only accurate to a tolerance[^\n]*\n {4}x \[2\] = /,
    );
  });

  it("says how to come back to the point of a failure", () => {
    const [failure] = wrong.failures;
    const again = check(flatSpec(cube(3.001)), { replay: failure.replay });
    expect(again.failures[0]).toEqual(failure);
    expect(showReport(wrong)).toContain(`again: check(spec, { replay: ${failure.replay} })`);
  });

  it("survives JSON", () => {
    expect(JSON.parse(JSON.stringify(wrong))).toEqual(wrong);
  });

  it("ends at the first failing point when told to", () => {
    const { draws, failures } = check(flatSpec(cube(-3)), { untilFailure: true });
    expect({ draws, failures: failures.length }).toEqual({ draws: 1, failures: 1 });
  });
});
