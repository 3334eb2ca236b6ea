import { describe, expect, it } from "vitest";
import { check } from "../src/index.ts";
import { mistakes } from "../verify/mistakes/index.ts";
import { slipsOf } from "../verify/mistakes/slopes.ts";
import { specs } from "../specs/index.ts";
import { pointwise } from "../specs/pointwise.ts";
import type { PointwiseName } from "../specs/pointwise.ts";
import { isThorough } from "../../../test-setup/thorough.ts";

/**
 * One primitive of each kind, and for each of its inputs the mistakes that change nothing there: a mutant that computes the
 * same numbers is none. Here one mistake in three is made; all primitives are mutated by `npm run verify`.
 */
const subjects = {
  "mul/a": { primitive: specs.mul[0], same: ["output for input", "input for output"] }, // the rule for a reads b
  "tanh/x": { primitive: specs.tanh[0], same: [] },
  "meanSquaredError/prediction": {
    primitive: specs.meanSquaredError[0],
    // the output is one number, and both inputs at once are at the minimum
    same: ["mean of the cotangent", "one array handed in twice counts once"],
  },
} as const;

describe.each(Object.entries(subjects))("%s", (path, { primitive, same }) => {
  const input = path.split("/")[1];
  const seeded = mistakes
    .filter(({ kind }, at) => (isThorough || at % 3 === 0) && !same.some((each) => each === kind))
    .map(({ kind, detail = "", seed }) => ({ kind, detail, spec: seed(primitive, input) }))
    .filter(({ spec }) => spec !== undefined);

  it.each(seeded)("is refuted with the mistake: $kind $detail", ({ spec }) => {
    expect(spec && check(spec, { untilFailure: true }).failures).not.toEqual([]);
  });
});

describe("of an activation", () => {
  /** Of each activation the first slip in its slope, or all slips; `npm run verify` has all as well. */
  const slipped = pointwise.flatMap((primitive) =>
    slipsOf(primitive.name as PointwiseName)
      .filter(({ kind }, at) => isThorough || (at === 0 && kind === "slip in the slope"))
      .flatMap(({ kind, detail = "", seed }) => {
        const spec = seed(primitive, "x");
        return spec === undefined ? [] : [{ name: primitive.name, kind, detail, spec }];
      }),
  );

  it("there are slips in every slope", () => {
    const inSlopes = slipped.filter(({ kind }) => kind === "slip in the slope");
    expect(new Set(inSlopes.map(({ name }) => name)).size).toBe(pointwise.length);
  });

  it.each(slipped)("$name: the $kind $detail is refuted", ({ spec }) => {
    expect(check(spec, { untilFailure: true }).failures).not.toEqual([]);
  });
});
