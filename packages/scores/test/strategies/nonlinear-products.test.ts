import type { Layer } from "@espalier/network";
import { reference, tensor, useKernels } from "@espalier/tensor";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { alongPaths } from "../../src/strategies/nonlinear/along-paths.ts";
import { byForward } from "../../src/strategies/nonlinear/by-forward.ts";
import { createPath } from "../../src/strategies/nonlinear/path.ts";
import type { Section } from "../../src/strategies/nonlinear/path.ts";
import { lists, numbers } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";

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

describe("the products that are counted beside those of the kernels", () => {
  afterEach(() => useKernels(reference));

  function countedIn(compute: () => unknown): number {
    let counted = 0;
    useKernels({ ...reference, tally: (products) => void (counted += products) });
    compute();
    return counted;
  }
  const layer = (weight: number[][], kind: "relu" | "tanh" | "identity"): Layer => ({
    weight: tensor(weight),
    bias: tensor(weight.map(() => 0)),
    activation: { kind },
  });
  const input = tensor([
    [-2, 1],
    [1, 4],
  ]);

  it("along paths are 22 of relu(x₁ + x₂), with one way up through the kink and one down", () => {
    const layers = [layer([[1, 1]], "relu"), layer([[1]], "identity")];
    // Without weight 1, sample 0 goes from −1 to 2; without weight 2, sample 1 from 5 to −5: two pieces each, of two weights.
    // Three for each of two weights in two samples, and the first velocities are one for each sample.
    const changes = (): unknown => alongPaths(layers, input, Float64Array.of(1, -6))?.(0);
    expect(countedIn(changes)).toBe(2 * 2 + 2 * 2 + 3 * 2 * 2 + 2);
  });

  it("by forward passes are one for each sample and each weight that the neuron is read by", () => {
    const layers = [layer([[1, 1]], "tanh"), layer([[1], [2], [3]], "identity")];
    const changes = (): unknown => byForward(layers, input, Float64Array.of(0, 0))(0);
    expect(countedIn(changes)).toBe(2 * (2 * 3));
  });
});
