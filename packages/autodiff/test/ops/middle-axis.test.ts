import { tensor, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { apply, ops } from "../../src/index.ts";

/** Two blocks of two rows and two columns: an axis with something before it and something behind it. */
const x = tensor([
  [
    [1, 2],
    [3, 4],
  ],
  [
    [5, 6],
    [7, 8],
  ],
]);

describe("along the axis in the middle", () => {
  it("1 + 3 and 2 + 4 are summed, and 5 + 7 and 6 + 8", () => {
    const sums = [
      [4, 6],
      [12, 14],
    ];
    expect(toNested(apply(ops.sumOver(1), { x }))).toEqual(sums);
    expect(toNested(apply(ops.meanOver(1), { x }))).toEqual(sums.map((row) => row.map((sum) => sum / 2)));
  });

  it("each row is repeated within its block", () => {
    const rows = tensor([
      [1, 2],
      [3, 4],
    ]);
    expect(toNested(apply(ops.repeatAlong([2, 2, 2], 1), { x: rows }))).toEqual([
      [
        [1, 2],
        [1, 2],
      ],
      [
        [3, 4],
        [3, 4],
      ],
    ]);
  });

  it("numbers that differ by log 3 are shares of ¼ and ¾, and log 4 above the lower one", () => {
    const [low, high] = [0, Math.log(3)];
    const logs = tensor([
      [
        [low, high],
        [high, low],
      ],
      [
        [high, low],
        [low, high],
      ],
    ]);
    const near = (value: number) => expect.closeTo(value, 15); // two roundings of numbers of size 1
    expect(toNested(apply(ops.logsumexp(1), { x: logs }))).toEqual([
      [near(Math.log(4)), near(Math.log(4))],
      [near(Math.log(4)), near(Math.log(4))],
    ]);
    expect(toNested(apply(ops.softmax(1), { x: logs }))).toEqual([
      [
        [near(0.25), near(0.75)],
        [near(0.75), near(0.25)],
      ],
      [
        [near(0.75), near(0.25)],
        [near(0.25), near(0.75)],
      ],
    ]);
  });
});
