import { describe, expect, it } from "vitest";
import type { Directions, Tensors } from "../src/index.ts";
import { equal, plain, point, product, R, seenBy, u } from "./support/product.ts";

describe("second order", () => {
  // H v of ⟨(1, 1), a b⟩ swaps the halves of v.
  const swap = (__: Tensors, ___: unknown, v: Tensors) => ({ a: v["b"], b: v["a"] });
  const second = { forwardOverReverse: swap, reverseOverReverse: swap };

  it("has the bound of the formula, through twice the roundings", () => {
    const { seen } = seenBy("second order", { ...product, second }, point);
    // In each output 1 · 1 + 1 · 1: a product and a sum with 0 on either side, and their sum of 2, so errors of 2 + 2 + 2.
    const within = 2 * 2 * ((1 + 2 * R) * 6 + 2 * R * 2) * u;
    expect(seen).toEqual(
      ["forward over reverse", "reverse over reverse", "formula"].map((mode) =>
        equal(mode, "v0 · H v0", 4, within, 0),
      ),
    );
  });

  it("has an estimate where no formula is known: both products, and the size of the terms", () => {
    const { seen, skipped } = seenBy("second order", { ...plain, second }, point);
    const within = 2 * 2 * R * (4 + 4 + (10 + 21)) * u;
    expect(seen.slice(0, 2)).toEqual(
      ["forward over reverse", "reverse over reverse"].map((mode) =>
        equal(mode, "v0 · H v0", 4, within, within),
      ),
    );
    expect(seen).toHaveLength(3);
    expect(seen[2]).toMatchObject({ mode: "differences", at: "v0 · H v0", received: 4 });
    expect(seen[2].expected).toBeCloseTo(4, 10);
    expect(seen[2].bound).toBeGreaterThan(within);
    expect(seen[2].bound).toBeLessThan(1e-8);
    expect(seen[2].estimated).toBe(seen[2].bound);
    expect(skipped).toEqual([]);
  });

  it("compares each pair of directions, of which there are six at most", () => {
    const many: Directions = (n) =>
      Array.from({ length: 8 }, (__, k) => Float64Array.from({ length: n }, (___, at) => (k + at) / 8));
    const { seen } = seenBy(
      "second order",
      { ...product, second: { forwardOverReverse: swap } },
      point,
      many,
    );
    expect(seen).toHaveLength(2 * 6 * 6);
    expect(seen.slice(0, 3).map(({ at }) => at)).toEqual(["v0 · H v0", "v0 · H v0", "v0 · H v1"]);
  });
});
