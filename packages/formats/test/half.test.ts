import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { halfToNumber, numberToHalf } from "../src/half.ts";
import { law } from "../../../test-setup/law.ts";

const everyHalf = Array.from({ length: 2 ** 16 }, (_, bits) => bits);

describe("binary16", () => {
  it("of every number that it has is the same bits again", () => {
    const lost = everyHalf.filter(
      (bits) => numberToHalf(halfToNumber(bits)) !== bits && !Number.isNaN(halfToNumber(bits)),
    );
    expect(lost).toEqual([]);
  });

  it("has the numbers that its description shows", () => {
    const shown = [0x0001, 0x03ff, 0x0400, 0x3555, 0x3bff, 0x3c00, 0x3c01, 0x7bff, 0x7c00, 0x8000, 0xfc00];
    expect(shown.map(halfToNumber)).toEqual([
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      1365 * 2 ** -12,
      1 - 2 ** -11,
      1,
      1 + 2 ** -10,
      65504,
      Infinity,
      -0,
      -Infinity,
    ]);
    expect(halfToNumber(0x7e00)).toBeNaN();
    expect(numberToHalf(NaN)).toBe(0x7e00);
  });

  const positive = everyHalf.slice(0, 0x7c00).map(halfToNumber);
  law("is the nearest to any number, and of two the even", fc.double({ min: 0, max: 65519 }), (value) => {
    const bits = numberToHalf(value);
    const gap = Math.abs(positive[bits] - value);
    for (const beside of [bits - 1, bits + 1]) {
      const other = Math.abs((positive[beside] ?? Infinity) - value);
      expect(gap < other || (gap === other && bits % 2 === 0)).toBe(true);
    }
    expect(numberToHalf(-value)).toBe(bits + 0x8000);
  });

  it("rounds half-way numbers to even ones, and those beyond the last to infinity", () => {
    expect(numberToHalf(1 + 2 ** -11)).toBe(0x3c00);
    expect(numberToHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(numberToHalf(2 ** -25)).toBe(0);
    expect(numberToHalf(3 * 2 ** -25)).toBe(2);
    expect(numberToHalf(65519)).toBe(0x7bff);
    expect(numberToHalf(65520)).toBe(0x7c00);
  });
});
