import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHaveCorrectDerivatives } from "../src/vitest.ts";
import { assertCorrectDerivatives } from "../src/fast-check.ts";
import { everyPrimitive } from "../specs/index.ts";

expect.extend({ toHaveCorrectDerivatives });

describe.each(everyPrimitive)("$name", ({ op, specWith }) => {
  const spec = specWith(op);

  it("has correct derivatives at seeded points", () => {
    expect(spec).toHaveCorrectDerivatives();
  });

  it("has correct derivatives at points that would shrink", () => {
    assertCorrectDerivatives(spec, { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 20) });
  });
});
