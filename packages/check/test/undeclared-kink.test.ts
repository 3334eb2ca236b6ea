import { expect, it } from "vitest";
import { check, flatSpec } from "../src/index.ts";
import type { Spec } from "../src/index.ts";

it("differences find a kink that is not declared, and say so", () => {
  const relu = (slopeAtZero: number): Spec =>
    flatSpec({
      name: "relu",
      length: 3,
      f: (x) => x.map((each) => Math.max(each, 0)),
      vjp: (x, yBar) => yBar.map((each, at) => each * (x[at] > 0 ? 1 : x[at] < 0 ? 0 : slopeAtZero)),
    });
  for (const subgradient of [0, 1 / 3, 1]) {
    const { failures, oracles } = check(relu(subgradient));
    expect(failures).toEqual([]);
    expect(oracles.find(({ name }) => name === "differences")?.skipReason).toBe(
      "a subgradient at a kink that is not declared",
    );
  }
  const [failure] = check(relu(2)).failures;
  expect(failure.at).toMatch(/^∂y\[\d\] \/ ∂x\[\d\] of \[3\], where f has a kink that is not declared$/);
  expect(failure.expected).toBe(1);
  const square = flatSpec({
    name: "x²",
    length: 3,
    f: (x) => x.map((each) => each * each),
    vjp: (x, yBar) => yBar.map((each, at) => 3 * x[at] * each),
  });
  expect(check(square, { untilFailure: true }).failures[0].at).not.toMatch(/kink/);
});
