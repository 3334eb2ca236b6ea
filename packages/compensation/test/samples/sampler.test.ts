import { seededRandom } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRotation } from "../../src/samples/sampler.ts";
import { law } from "../../../../test-setup/law.ts";

const drawn = fc.record({
  N: fc.integer({ min: 1, max: 40 }),
  count: fc.integer({ min: 1, max: 50 }),
  seed: fc.nat(),
});
const sorted = (numbers: Iterable<number>): number[] => [...numbers].toSorted((a, b) => a - b);

describe("numbers that are dealt in turn", () => {
  law(
    "are fresh in each hand of a round: no number comes twice before the others are used up",
    drawn,
    ({ N, count, seed }) => {
      const deal = createRotation(N, seededRandom(seed));
      const hands = Math.floor(N / Math.min(count, N));
      for (let round = 0; round < 3; round++) {
        const dealt = Array.from({ length: hands }, () => [...deal(count)]).flat();
        expect(new Set(dealt).size).toBe(dealt.length);
        expect(dealt.length).toBe(hands * Math.min(count, N));
        expect(dealt.every((each) => each >= 0 && each < N)).toBe(true);
      }
    },
  );

  law("are all of them where as many are asked for, or more", drawn, ({ N, seed }) => {
    const deal = createRotation(N, seededRandom(seed));
    for (const count of [N, N + 7])
      expect(sorted(deal(count))).toEqual([...Array.from({ length: N }).keys()]);
  });

  law(
    "are the same for the same seed, and no hand changes when the next is dealt",
    drawn,
    ({ N, count, seed }) => {
      const [a, b] = [seededRandom(seed), seededRandom(seed)].map((random) => createRotation(N, random));
      const [first, again] = [a(count), b(count)];
      const copy = first.slice();
      expect(a(count)).toEqual(b(count));
      expect(first).toEqual(copy);
      expect(first).toEqual(again);
    },
  );

  it("come in another order in the next round", () => {
    const deal = createRotation(100, seededRandom(1));
    const [first, second] = [deal(50), deal(50), deal(50)];
    expect(sorted([...first, ...second])).toEqual([...Array.from({ length: 100 }).keys()]);
    expect(deal(50)).not.toEqual(first);
  });
});
