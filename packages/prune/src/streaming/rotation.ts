import { permutationInto } from "@espalier/tensor";
import type { Random } from "@espalier/tensor";

/**
 * Deals the numbers 0 … N − 1 in random order, and shuffles them anew when they run out: each hand is fresh as long as there are
 * enough.
 */
export function createRotation(N: number, random: Random): (count: number) => Uint32Array {
  const order = new Uint32Array(N);
  let next = N;
  return (count) => {
    const wanted = Math.min(count, N);
    if (next + wanted > N) {
      permutationInto(order, random);
      next = 0;
    }
    next += wanted;
    return order.slice(next - wanted, next);
  };
}
