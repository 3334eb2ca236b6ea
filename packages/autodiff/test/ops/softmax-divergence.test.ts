import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { apply, divergenceOfSoftmax, ops } from "../../src/index.ts";

const u = 2 ** -53;

describe("the divergence of two softmaxes that nearly agree", () => {
  // Computed with 400 digits.
  // prettier-ignore
  it.each([
    { X: [0, 2 ** -40],                   target: [0, 0],          expected: 1.0339757656912846e-25 },
    { X: [0.5, -0.25, 2 + 2 ** -20],      target: [0.5, -0.25, 2], expected: 8.464513441097416e-14 },
  ])("of $X from $target is $expected", ({ X, target, expected }) => {
    const loss = apply(ops.softmaxDivergence, { X: tensor([X]), target: tensor([target]) });
    expect(Math.abs(loss.data[0] - expected)).toBeLessThanOrEqual(16 * u * expected);
    // Twice the same sample: the same mean, and twice the sum.
    const twice = { X: tensor([X, X]), target: tensor([target, target]) };
    expect(apply(ops.softmaxDivergence, twice).data[0]).toBe(loss.data[0]);
    expect(divergenceOfSoftmax(twice.X, twice.target)).toBe(2 * loss.data[0]);
  });

  it("in single precision has the digits of single precision", () => {
    const [X, target] = [
      [0, 2 ** -20],
      [0, 0],
    ].map((row) => tensor([row], "f32"));
    const { data } = apply(ops.softmaxDivergence, { X, target });
    // t²/8 of a difference t of two logits, to 1e-13
    expect(data).toEqual(Float32Array.of(2 ** -43));
  });

  it("of a reference with another shape is refused", () => {
    expect(() => divergenceOfSoftmax(tensor([[1, 2]]), tensor([[1, 2, 3]]))).toThrow("divergenceOfSoftmax");
  });
});
