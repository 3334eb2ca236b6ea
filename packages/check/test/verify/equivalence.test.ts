import { describe, expect, it } from "vitest";
import { agreement } from "../../verify/equivalence.ts";
import { mistakes } from "../../verify/mistakes/index.ts";
import { proofOf } from "../../verify/proofs.ts";
import { specs } from "../../specs/index.ts";
import type { Primitive } from "../../specs/primitive.ts";
import { isThorough } from "../../../../test-setup/thorough.ts";

/** How far a mistake of a kind leaves the rules for an input as they are, and the reason that is known for it. */
function look(primitive: Primitive, input: string, kind: string): string {
  const wrong = mistakes.find((each) => each.kind === kind)?.seed(primitive, input);
  if (wrong === undefined) return "no place";
  const seen = agreement(primitive.specWith(primitive.op), wrong);
  return `${seen}: ${proofOf(primitive, input, kind, seen)?.name ?? "not proven"}`;
}

const [add, mul, tanh, relu] = [specs.add[0], specs.mul[0], specs.tanh[0], specs.relu[0]];
const [mse] = specs.meanSquaredError;

describe("a mistake that changes nothing", () => {
  it("is told by the same bits, and needs a reason", () => {
    expect(look(mul, "a", "output for input")).toBe("bits: the mistaken argument is not read");
    expect(look(relu, "x", "output for input")).toBe("bits: the same sign");
    if (!isThorough) return;
    expect(look(add, "a", "second derivative lost")).toBe(
      "bits: a rule that reads nothing that moves has no derivative",
    );
    expect(look(relu, "x", "second derivative lost")).toBe("bits: the function is piecewise linear");
    expect(look(mse, "prediction", "mean of the cotangent")).toBe("bits: a single number");
  });

  it("may move the last digits where terms are added in another order", () => {
    const [, , , all] = specs.broadcastTo;
    const [toAll] = specs.repeatAlong;
    for (const primitive of isThorough ? [all, toAll] : [toAll])
      expect(look(primitive, "x", "mean of the cotangent")).toMatch(/: the sum of n means is the sum$/);
  });
});

describe("a mistake that changes something", () => {
  it("shows, however small it is", () => {
    expect(look(tanh, "x", "1e-9 off in both")).toBe("none: not proven");
    expect(look(mul, "a", "second derivative lost")).toBe("none: not proven");
    expect(look(tanh, "x", "wrong in single precision alone")).toBe("none: not proven");
    expect(look(tanh, "x", "output overwritten")).toBe("none: not proven");
    expect(look(tanh, "x", "accumulator overwritten")).toBe("none: not proven");
  });

  it("has no place where what it is about does not occur", () => {
    expect(look(tanh, "x", "not transposed")).toBe("no place");
    expect(look(specs.log[0], "x", "NaN at an exact 0")).toBe("no place");
    expect(look(mse, "prediction", "output for input")).toBe("no place");
  });
});
