import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { place, room } from "../src/spec/domain.ts";
import type { Domain } from "../src/spec/domain.ts";
import { law } from "../../../test-setup/law.ts";

const numbers = fc.integer({ min: -4000, max: 4000 }).map((k) => k / 100);
const domains: fc.Arbitrary<Domain> = fc
  .record({
    low: numbers,
    width: numbers.map(Math.abs),
    which: fc.constantFrom("none", "low", "high", "both"),
  })
  .map(({ low, width, which }) => ({
    ...((which === "low" || which === "both") && { low }),
    ...((which === "high" || which === "both") && { high: low + width }),
  }));

describe("a value is placed in a domain", () => {
  law("which has it then", fc.tuple(domains, numbers), ([domain, x]) => {
    const { low = -Infinity, high = Infinity } = domain;
    expect(place(domain, x)).toBeGreaterThanOrEqual(low);
    // A part of an interval is added to its lower end, and rounded.
    expect(place(domain, x)).toBeLessThanOrEqual(high + 2 ** -45);
  });

  law(
    "and stays where it is if it lies there, at a border too",
    fc.tuple(domains, numbers),
    ([domain, x]) => {
      const { low = -Infinity, high = Infinity } = domain;
      for (const each of [x, low, high])
        if (each >= low && each <= high) expect(place(domain, each)).toBe(each);
    },
  );

  it.each<[string, Domain, number, number]>([
    ["is mirrored at a lower border", { low: 2 }, -1, 5],
    ["is mirrored at an upper border", { high: 2 }, 5, -1],
    ["goes by its fractional part between two borders", { low: 1, high: 3 }, 10.25, 1.5],
    ["and by that of its size", { low: 1, high: 3 }, -0.75, 2.5],
    ["leaves a gap to the right", { gaps: [{ at: 1, margin: 2 }] }, 1.5, 3.5],
    ["leaves a gap to the left", { gaps: [{ at: 1, margin: 2 }] }, 0.5, -1.5],
    ["leaves the middle of a gap to the right", { gaps: [{ at: 1, margin: 2 }] }, 1, 3],
    ["may lie at the right end of a gap", { gaps: [{ at: 1, margin: 2 }] }, 3, 3],
    ["may lie at the left end of a gap", { gaps: [{ at: 1, margin: 2 }] }, -1, -1],
  ])("%s", (_, domain, x, placed) => {
    expect(place(domain, x)).toBe(placed);
  });
});

describe("the room of a value is its distance from", () => {
  it.each<[string, Domain, number, number]>([
    ["nothing", {}, 5, Infinity],
    ["the lower border", { low: 1, high: 10 }, 3, 2],
    ["the upper border", { low: 1, high: 10 }, 9.5, 0.5],
    ["a gap on its right", { gaps: [{ at: 5, margin: 1 }] }, 3.5, 0.5],
    ["a gap on its left", { gaps: [{ at: 5, margin: 1 }] }, 7, 1],
    ["a kink", { low: 0, kinks: [{ at: 4, right: 0 }] }, 3.75, 0.25],
  ])("%s", (_, domain, x, distance) => {
    expect(room(domain, x)).toBe(distance);
  });
});
