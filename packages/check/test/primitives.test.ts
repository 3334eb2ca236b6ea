import * as fc from "fast-check";
import { expect, it } from "vitest";
import { isThorough } from "../../../test-setup/thorough.ts";
import { toHaveCorrectDerivatives } from "../src/vitest.ts";
import { assertCorrectDerivatives } from "../src/fast-check.ts";
import { everyPrimitive } from "../specs/index.ts";

expect.extend({ toHaveCorrectDerivatives });

it.each(everyPrimitive)("$name has correct derivatives at seeded points", ({ op, specWith }) => {
  expect(specWith(op)).toHaveCorrectDerivatives({ draws: isThorough ? 20 : 3 });
});

/** All of them, or one in sixteen: the adapter to fast-check is the same for each. */
const some = everyPrimitive.filter((_, at) => isThorough || at % 16 === 0);

it.each(some)("$name has correct derivatives at points that would shrink", ({ op, specWith }) => {
  const { numRuns = 100 } = fc.readConfigureGlobal();
  assertCorrectDerivatives(specWith(op), { numRuns: Math.ceil(numRuns / 20) });
});
