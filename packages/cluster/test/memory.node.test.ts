import { expect, it } from "vitest";
import { isThorough } from "../../../test-setup/thorough.ts";
import { measureLarge } from "../measure/measure.ts";

// A quarter more or less: memory that is free again is collected at a time of the engine's own choosing.
const networks: readonly (readonly [string, readonly number[]])[] = [
  ["920,064", [1024, 512, 512, 256, 10]],
  ["4,204,544", [2048, 1024, 1024, 1024, 10]],
];

// Half a minute each on a slow machine.
it.runIf(isThorough).each(networks)(
  "the most memory of a process is that of the formula, at %s weights",
  (_, sizes) => {
    const { peak, formula } = measureLarge(sizes, 32);
    expect(peak / formula).toBeGreaterThan(0.75);
    expect(peak / formula).toBeLessThan(1.25);
  },
);
