import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { broadcastShapes, ShapeError } from "../src/index.ts";
import { shapes, stretchableTo } from "./support/arbitraries.ts";
import { law } from "../../../test-setup/law.ts";

const pairs = shapes().chain((shape) =>
  fc.tuple(fc.constant(shape), stretchableTo(shape), stretchableTo(shape)),
);

describe("broadcastShapes", () => {
  law("a shape takes in every shape that stretches to it", pairs, ([shape, part]) => {
    expect(broadcastShapes("test", shape, part)).toEqual(shape);
  });

  law("commutes", pairs, ([, a, b]) => {
    expect(broadcastShapes("test", a, b)).toEqual(broadcastShapes("test", b, a));
  });

  law("a scalar is neutral", shapes(), (shape) => {
    expect(broadcastShapes("test", [], shape)).toEqual(shape);
  });

  it("aligns axes at the right, and stretches 1 in either operand", () => {
    expect(broadcastShapes("test", [2, 1, 3], [4, 1])).toEqual([2, 4, 3]);
    expect(broadcastShapes("test", [1], [0])).toEqual([0]);
  });

  it("refuses axes that are neither equal nor 1, an empty one too", () => {
    expect(() => broadcastShapes("loss", [2, 3], [3, 3])).toThrow(
      new ShapeError("loss", "a shape that broadcasts with [2, 3]", "[3, 3]"),
    );
    expect(() => broadcastShapes("loss", [0], [2])).toThrow(
      new ShapeError("loss", "a shape that broadcasts with [0]", "[2]"),
    );
  });
});
