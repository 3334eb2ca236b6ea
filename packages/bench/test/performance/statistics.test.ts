import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quartiles, ratio, seconds } from "../../src/performance/race/statistics.ts";

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
