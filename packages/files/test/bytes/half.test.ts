import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brainToNumber, halfToNumber, numberToBrain, numberToHalf } from "../../src/bytes/half.ts";
import { law } from "../../../../test-setup/law.ts";

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

describe("bfloat16, the upper half of a binary32", () => {
  it("every 16 bits come back, and mean what they mean as the upper half of a float", () => {
    const view = new DataView(new ArrayBuffer(4));
    for (let bits = 0; bits < 65536; bits++) {
      const value = brainToNumber(bits);
      view.setUint16(0, bits);
      expect(value).toBe(view.getFloat32(0));
      if (!Number.isNaN(value)) expect(numberToBrain(value)).toBe(bits);
    }
  });

  law("the nearest is taken, the even one of two", fc.double({ noNaN: true }), (x) => {
    const bits = numberToBrain(x);
    const near = brainToNumber(bits);
    if (!Number.isFinite(near)) {
      expect(Math.abs(x)).toBeGreaterThanOrEqual(2 ** 127 * (2 - 2 ** -8));
      return;
    }
    for (const other of [bits - 1, bits + 1]
      .map((each) => brainToNumber(each & 0xffff))
      .filter(Number.isFinite))
      expect(Math.abs(near - x)).toBeLessThanOrEqual(Math.abs(other - x));
  });

  it("of two as near the even one is taken", () => {
    expect(numberToBrain(1 + 2 ** -8)).toBe(0x3f80);
    expect(numberToBrain(1 + 3 * 2 ** -8)).toBe(0x3f82);
    expect(numberToBrain(1 + 2 ** -8 + 2 ** -40)).toBe(0x3f81); // more than half, though not in single precision
    expect(numberToBrain(1 + 3 * 2 ** -8 - 2 ** -40)).toBe(0x3f81);
  });
});
