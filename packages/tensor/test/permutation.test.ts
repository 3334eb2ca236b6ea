import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { permutation, permutationInto, seededRandom, ValueError } from "../src/index.ts";
import { law } from "../../../test-setup/law.ts";

describe("permutation", () => {
  law("has every number from 0 to n − 1 once", fc.tuple(fc.nat(50), fc.integer()), ([n, seed]) => {
    expect([...permutation(n, seededRandom(seed))].toSorted((a, b) => a - b)).toEqual([...Array(n).keys()]);
  });

  law("of an array depends on nothing that it held", fc.tuple(fc.nat(50), fc.integer()), ([n, seed]) => {
    const order = Uint32Array.from({ length: n }, (_, at) => (at * 7) % 5);
    expect(permutationInto(order, seededRandom(seed))).toBe(order);
    expect(order).toEqual(permutation(n, seededRandom(seed)));
  });

  it("takes n − 1 numbers from the stream, so that what follows it repeats as well", () => {
    let draws = 0;
    permutation(10, () => ((draws += 1), 0.5));
    expect(draws).toBe(9);
  });

  it("gives every order of four equally often: χ² of 24 orders", () => {
    const random = seededRandom(3);
    const draws = 24_000;
    const counts = new Map<string, number>();
    for (let draw = 0; draw < draws; draw++) {
      const order = permutation(4, random).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquare = [...counts.values()].reduce(
      (sum, count) => sum + (count - draws / 24) ** 2 / (draws / 24),
      0,
    );
    // P[χ²_d ≥ d + 2√(dt) + 2t] ≤ exp(−t) (Laurent and Massart 2000, lemma 1), at d = 23 and one in a million.
    const t = Math.log(1e6);
    expect(chiSquare).toBeLessThan(23 + 2 * Math.sqrt(23 * t) + 2 * t);
  });

  it("refuses a number that is not whole or not ≥ 0", () => {
    for (const n of [-1, 2.5, NaN])
      expect(() => permutation(n, Math.random)).toThrow(
        new ValueError("permutation", "a whole number ≥ 0", `${n}`),
      );
  });
});
