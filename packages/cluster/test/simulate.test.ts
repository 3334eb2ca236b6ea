import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { law } from "../../../test-setup/law.ts";
import { simulate } from "../measure/simulate.ts";

const seconds = fc.double({ min: 0.01, max: 10, noNaN: true });
const drawn = fc.record({
  maps: fc.integer({ min: 1, max: 60 }),
  fanIn: fc.constantFrom(2, 4, 8),
  workers: fc.integer({ min: 1, max: 80 }),
  costs: fc.record({ map: seconds, mergePart: seconds, transfer: seconds, perJob: seconds }),
});

describe("the simulation of a run", () => {
  it("of four maps and three merges of two, by two workers, by hand", () => {
    // Two rounds of maps of 1 + 10 s; two merges at once, 2 · (1 + 2) + 1 s each and 1 s a job; then the last one.
    const costs = { map: 9, mergePart: 2, transfer: 1, perJob: 1 };
    expect(simulate({ maps: 4, fanIn: 2, workers: 2 }, costs)).toBe(2 * 11 + 8 + 8);
    expect(simulate({ maps: 1, fanIn: 2, workers: 5 }, costs)).toBe(11);
  });

  law(
    "takes no longer than one worker, and no less than its share or its longest chain of jobs",
    drawn,
    ({ costs, ...run }) => {
      const alone = simulate({ ...run, workers: 1 }, costs);
      const together = simulate(run, costs);
      expect(together).toBeLessThanOrEqual(alone * (1 + 1e-9));
      expect(together).toBeGreaterThanOrEqual((alone / run.workers) * (1 - 1e-9));
      expect(together).toBeGreaterThanOrEqual((costs.perJob + costs.map + costs.transfer) * (1 - 1e-9));
    },
  );
});
