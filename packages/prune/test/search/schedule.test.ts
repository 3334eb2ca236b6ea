import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { efforts } from "../../src/index.ts";
import { scheduleFor } from "../../src/search/schedule.ts";
import { law } from "../../../../test-setup/law.ts";
import { expectNear, u } from "../../../network/test/support/near.ts";

const drawn = fc.record({
  ratio: fc.double({ min: 0, max: 0.999, noNaN: true }),
  first: fc.double({ min: 0, max: 0.9, noNaN: true }),
  keep: fc.double({ min: 0.3, max: 0.95, noNaN: true }),
});
const steps = fc.integer({ min: 1, max: 30 });

describe("the schedule of a search in stages", () => {
  law(
    "ascends, and ends at ρ exactly",
    fc.record({ drawn, steps }),
    ({ drawn: { ratio, ...effort }, steps: wanted }) => {
      for (const schedule of [scheduleFor(ratio, effort), scheduleFor(ratio, effort, wanted)]) {
        expect(schedule.at(-1)).toBe(ratio);
        for (let at = 1; at < schedule.length; at++)
          expect(schedule[at]).toBeGreaterThanOrEqual(schedule[at - 1]);
        expect(schedule[0]).toBeGreaterThanOrEqual(0);
      }
    },
  );

  law(
    "has as many stages as are asked for",
    fc.record({ drawn, steps }),
    ({ drawn: { ratio, ...effort }, steps: wanted }) => {
      expect(scheduleFor(ratio, effort, wanted)).toHaveLength(wanted);
    },
  );

  law(
    "keeps the same share of what is left in each stage, at least the least share, with the fewest stages",
    drawn,
    ({ ratio, first, keep }) => {
      const schedule = scheduleFor(ratio, { first, keep });
      expectNear([schedule[0]], [schedule.length === 1 ? ratio : first], 2 * u);
      const shares = schedule.slice(1).map((value, at) => (1 - value) / (1 - schedule[at]));
      // 1 − ρ has a relative error of u / (1 − ρ) ≤ 1e3 u, and the number of stages forgives a share within 1e-9.
      expectNear(
        shares,
        shares.map(() => shares[0]),
        1e5 * u,
      );
      for (const share of shares) expect(share).toBeGreaterThanOrEqual(keep - 1e-8);
      const stages = schedule.length - 1;
      if (stages > 0) expect(keep ** (stages - 1) * (1 - first)).toBeGreaterThan((1 - ratio) * (1 - 1e-8));
    },
  );

  it("from 0.5 to 0.875 by halves is 0.5, 0.75, 0.875", () => {
    expect(scheduleFor(0.875, { first: 0.5, keep: 0.5 })).toEqual([0.5, 0.75, 0.875]);
    expect(scheduleFor(0.875, { first: 0.5, keep: 0.51 })).toHaveLength(4);
    expect(scheduleFor(0.875, { first: 0.5, keep: 0.5 }, 1)).toEqual([0.875]);
    expect(scheduleFor(0.3, { first: 0.5, keep: 0.5 })).toEqual([0.3]);
  });

  it("has more stages, the more a search may cost", () => {
    const stages = (["quick", "default", "thorough"] as const).map(
      (name) => scheduleFor(0.95, efforts[name]).length,
    );
    expect(stages).toEqual(stages.toSorted((a, b) => a - b));
    expect(stages[0]).toBeGreaterThan(1);
  });
});
