import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTurn, quartiles, race, ratio, seconds } from "../src/race.ts";
import type { Runner } from "../src/race.ts";

const PACE = { rounds: 6, warmUp: 0, sample: 1, allowance: 100 };

/** A runner of constant speed, who notes down whenever it is asked. */
const runner = (name: string, secondsEach: number, log: string[], share = 1): Runner => ({
  share,
  time: async (runs) => {
    log.push(name);
    return runs * secondsEach;
  },
});

describe("a race", () => {
  it("has each contender once in each round, and begins each round with another one", async () => {
    const log: string[] = [];
    await race(
      ["a", "b", "c"].map((name) => runner(name, 1, log)),
      PACE,
    );
    const rounds = log.slice(-18).join("").match(/.../g);
    expect(rounds).toEqual(["abc", "bca", "cab", "abc", "bca", "cab"]);
  });

  it("runs so often in a row that a sample is long enough, and tells the time of one", async () => {
    const runs: number[] = [];
    const time = async (times: number): Promise<number> => {
      runs.push(times);
      return times * 0.01;
    };
    const [rounds] = await race([{ time, share: 1 }], PACE);
    for (const each of runs.slice(-PACE.rounds)) expect(each * 0.01).toBeGreaterThanOrEqual(PACE.sample);
    for (const each of rounds) expect(each).toBeCloseTo(0.01, 12);
  });

  it("warms up for as long as it is told", async () => {
    let total = 0;
    const time = async (times: number): Promise<number> => {
      total += times;
      return times;
    };
    await race([{ time, share: 1 }], { ...PACE, warmUp: 50 });
    expect(total).toBe(50 + PACE.rounds);
  });

  it("counts a run that does a part of the work as many times as it goes into all", async () => {
    const [rounds] = await race([runner("a", 2, [], 1 / 10)], PACE);
    expect(rounds).toEqual([20, 20, 20, 20, 20, 20]);
  });

  it("lets sit out who would take longer than allowed, evenly, but for three rounds", async () => {
    const [fast, slow] = await race([runner("a", 1, []), runner("b", 40, [])], PACE);
    expect(fast).not.toContain(null);
    expect(slow).toEqual([40, null, 40, null, 40, null]);
  });

  it("takes the warm-up for the measurement where that alone exceeds what is allowed", async () => {
    const log: string[] = [];
    const [rounds] = await race([runner("a", 101, log)], PACE);
    expect(rounds).toEqual([101, null, null, null, null, null]);
    expect(log).toHaveLength(1);
  });
});

it("turns are as many as they should be, the first in the first round", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (a, b) => {
      const [turns, rounds] = [Math.min(a, b), Math.max(a, b)];
      const taken = Array.from({ length: rounds }, (_, round) => isTurn(round, turns, rounds));
      expect(taken.filter(Boolean)).toHaveLength(turns);
      expect(taken[0]).toBe(true);
    }),
  );
});

describe("quartiles", () => {
  it("lie a quarter, a half and three quarters of the way through the numbers in order", () => {
    expect(quartiles([5, 1, 4, 2, 3])).toEqual({ low: 2, median: 3, high: 4 });
    expect(quartiles([4, 1, 3, 2])).toEqual({ low: 1.75, median: 2.5, high: 3.25 });
    expect(quartiles([7])).toEqual({ low: 7, median: 7, high: 7 });
  });

  it("do not depend on the order, and leave no more than half the numbers on either side of the median", () => {
    const numbers = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, (values) => {
        const found = quartiles(values);
        expect(quartiles(values.toReversed())).toEqual(found);
        expect(values.filter((each) => each < found.median).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((each) => each > found.median).length).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it("of nothing are not numbers", () => {
    expect(quartiles([]).median).toBeNaN();
  });
});

describe("a ratio", () => {
  it("is that of one round: a machine that is three times slower for a while changes the times, and not the ratio", () => {
    const slower = [1, 3, 1, 3, 1];
    const [ours, theirs] = [slower, slower.map((time) => 2 * time)];
    expect(ratio(theirs, ours)).toEqual({ low: 2, median: 2, high: 2 });
    expect(seconds(theirs).high).toBe(6);
  });

  it("leaves out rounds that either sat out", () => {
    expect(ratio([8, null, 4, 100], [2, 1, 2, null])).toEqual({ low: 2.5, median: 3, high: 3.5 });
    expect(seconds([null, 3, null])).toEqual({ low: 3, median: 3, high: 3 });
  });
});
