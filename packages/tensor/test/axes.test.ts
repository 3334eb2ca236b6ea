import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchAxes, ShapeError, zeros } from "../src/index.ts";
import { law } from "../../../test-setup/law.ts";

const size = fc.integer({ min: 0, max: 5 });

describe("matchAxes", () => {
  law("gives every letter its size, in tensors of any rank", fc.tuple(size, size, size), ([N, I, J]) => {
    const sizes = matchAxes("test", {
      X: [zeros([N, J]), "NJ"],
      W: [zeros([I, J]), "IJ"],
      s: [zeros([]), ""],
    });
    expect(sizes).toEqual({ N, I, J });
  });

  law("refuses two sizes of one letter", fc.tuple(size, size), ([N, M]) => {
    const match = () => matchAxes("test", { a: [zeros([N]), "N"], b: [zeros([1, M]), "1N"] });
    if (N === M) expect(match()).toEqual({ N, 1: 1 });
    else expect(match).toThrow(ShapeError);
  });

  it("names both tensors where a letter has two sizes", () => {
    const X = { shape: [10, 5] };
    const W = { shape: [3, 4] };
    expect(() => matchAxes("scoreLayer", { W: [W, "IJ"], X: [X, "NJ"] })).toThrow(
      new ShapeError("scoreLayer", "axis J to be 4 as in W [3, 4]", "X [10, 5]"),
    );
  });

  it("refuses one tensor whose two axes of one letter differ", () => {
    expect(() => matchAxes("trace", { A: [{ shape: [2, 3] }, "II"] })).toThrow(
      new ShapeError("trace", "axis I to be 2 as in A [2, 3]", "A [2, 3]"),
    );
  });

  it("names the tensor whose rank is another", () => {
    for (const shape of [[5], [1, 2, 3]])
      expect(() => matchAxes("affine", { b: [{ shape }, "NI"] })).toThrow(
        new ShapeError("affine", "b with axes NI", `b [${shape.join(", ")}]`),
      );
  });

  it("knows at compile time which letters were named", () => {
    const sizes = matchAxes("test", { X: [zeros([2, 3]), "NJ"] });
    const named: number = sizes.N + sizes.J;
    expect(named).toBe(5);
    // @ts-expect-error no tensor has the letter K, so it has no size
    expect(sizes.K).toBeUndefined();
  });
});
