import { describe, expect, it } from "vitest";
import { noiseBetween } from "../src/slopes/noise.ts";

const u = 2 ** -53;

describe("the noise of a curve", () => {
  it.each<[string, (t: number) => number, size: number]>([
    ["1 − cos t near 0.01, of a term of size 1", (t) => 1 - Math.cos(0.01 + t), 1],
    ["(t + ⅓)² · 1e12 − 1e11, of terms of size 1e11", (t) => (t + 1 / 3) ** 2 * 1e12 - 1e11, 1e11],
    ["exp t, of its own size", (t) => Math.exp(t), 1],
  ])("%s is some roundings of that size", (_, f, size) => {
    const [noise] = noiseBetween((t) => Float64Array.of(f(t)), -1 / 8, 1 / 8);
    // A rounding is u / √3 on average, taken eight times; the deviation of few values may be off by some times.
    expect(noise).toBeGreaterThan(u * size);
    expect(noise).toBeLessThan(32 * u * size);
  });

  it("is nothing where nothing is rounded", () => {
    expect([...noiseBetween((t) => Float64Array.of(3 * t + 1, t * t, 5), -1 / 4, 1 / 4)]).toEqual([0, 0, 0]);
  });

  it("is looked for in nine values at both ends and in the middle", () => {
    const places: number[] = [];
    noiseBetween((t) => Float64Array.of(places.push(t)), -1, 3);
    const step = 4 * 2 ** -14;
    const from = (start: number): number[] => Array.from({ length: 9 }, (_, k) => start + k * step);
    expect(places).toEqual([...from(-1), ...from(1 - 4 * step), ...from(3 - 8 * step)]);
  });

  it("is found at either end", () => {
    const hash = (t: number): number => (43758.5453 * Math.sin(12.9898e5 * t)) % 1;
    const jagged = (t: number): number => (Math.abs(t) > 0.9 ? hash(t) : 0);
    for (const [from, to] of [
      [-1, 0],
      [0, 1],
    ])
      // prettier-ignore
      expect(noiseBetween((t) => Float64Array.of(jagged(t)), from, to)[0]).toBeGreaterThan(0.5);
  });
});
