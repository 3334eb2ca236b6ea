import { describe, expect, it } from "vitest";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { everyRight, verdictOf } from "../../verify/false-alarms/run.ts";
import { rightFunctions } from "../../verify/false-alarms/functions/index.ts";

const POINTS = isThorough ? 30 : 2;

/** All kinds at some points; `npm run verify -- false-alarms` looks at a hundred thousand. */
describe.each(Object.keys(rightFunctions))("right functions that are %s", (kind) => {
  it.each(rightFunctions[kind].map(({ name }, at) => [name, at] as const))("%s", (_, at) => {
    const { alarms, byDifferences, skipped } = verdictOf(kind, at, POINTS, 11);
    expect(alarms).toBe(0);
    // What is not resolved is skipped: a check that skipped everything would raise no alarm either.
    expect(byDifferences).toBeGreaterThan(skipped);
  });
});

it("are more than a hundred, with names of their own", () => {
  const names = everyRight.map(([kind, at]) => rightFunctions[kind][at].name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(100);
});
