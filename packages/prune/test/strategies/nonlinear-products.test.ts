import { expect } from "vitest";
import * as fc from "fast-check";
import { createPath } from "../../src/strategies/nonlinear/path.ts";
import type { Section } from "../../src/strategies/nonlinear/path.ts";
import { lists, numbers } from "../support/arbitraries.ts";
import { law } from "../support/law.ts";

/** One neuron of three, then two: values of a path that bends. */
const drawn = fc.record({
  first: lists(3, numbers),
  second: lists(6, numbers),
  signals: lists(6, numbers),
  way: numbers,
});

law(
  "the products that a path counts are as often as it reads its weights",
  drawn,
  ({ first, second, signals, way }) => {
    let reads = 0;
    const watched = (values: readonly number[]): Float64Array =>
      new Proxy(Float64Array.from(values), {
        get(array, name) {
          if (typeof name === "string" && /^\d+$/.test(name)) reads++;
          const value: unknown = Reflect.get(array, name, array);
          return typeof value === "function" ? value.bind(array) : value;
        },
      });
    const section = (weight: readonly number[], values: readonly number[]): Section => ({
      weight: watched(weight),
      left: Float64Array.from(values, () => 0.25),
      signal: Float64Array.from(values),
    });
    const path = createPath([
      section([1], signals.slice(0, 1)),
      section(first, signals.slice(1, 4)),
      section(second, signals.slice(4)),
    ]);
    path.start(0);
    path.squaredChange(Math.abs(way));
    expect(path.products()).toBe(reads);
    path.start(0);
    expect(path.products()).toBe(reads);
  },
);
