import { describe, expect, it } from "vitest";
import { ops } from "@espalier/autodiff";
import { flatSpec } from "../src/index.ts";
import { toHaveCorrectDerivatives } from "../src/vitest.ts";

expect.extend({ toHaveCorrectDerivatives });

/** y = x², and its derivative with a given factor. */
const square = (factor: number) =>
  flatSpec({
    name: "square",
    length: [1, 4],
    f: (x) => x.map((each) => each ** 2),
    vjp: (x, yBar) => yBar.map((each, at) => factor * x[at] * each),
  });

describe("toHaveCorrectDerivatives", () => {
  it("accepts a right derivative", () => {
    expect(square(2)).toHaveCorrectDerivatives();
  });

  it("refutes a wrong one", () => {
    expect(square(2.0001)).not.toHaveCorrectDerivatives();
  });

  it("prints the report of a failure", () => {
    expect(() => expect(square(3)).toHaveCorrectDerivatives()).toThrow(
      /differences .* refutes the vjp of square/,
    );
  });

  it("takes one of our ops with its domains", () => {
    expect(ops.tanh).toHaveCorrectDerivatives({ inputs: { x: {} }, shapes: (size) => ({ x: [size(1, 4)] }) });
  });

  it("takes it neither for right nor for wrong where too little was seen", () => {
    const constant = flatSpec({
      name: "constant",
      length: 2,
      f: () => Float64Array.of(1, 2),
      vjp: (x) => x.map(() => 0),
    });
    expect(() => expect(constant).toHaveCorrectDerivatives()).toThrow(/every entry of every Jacobian was 0/);
    expect(() => expect(constant).not.toHaveCorrectDerivatives()).toThrow(
      /every entry of every Jacobian was 0/,
    );
  });

  it("does not take a correct derivative for a wrong one", () => {
    expect(() => expect(square(2)).not.toHaveCorrectDerivatives()).toThrow(/correct as far as checked/);
  });
});
