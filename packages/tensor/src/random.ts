import { kindOf } from "./check.ts";
import { cosineOfTurns, log } from "./elementary/index.ts";
import { ValueError } from "./errors.ts";
import { zerosFor } from "./tensor.ts";
import type { DType, Shape, Tensor } from "./tensor.ts";

/** A stream of independent numbers, uniform in [0, 1). Every random function takes one. */
export type Random = () => number;

/**
 * Checks that a stream of random numbers was passed.
 *
 * @throws ValueError when it is missing
 */
export function checkRandom(who: string, random: Random | undefined): void {
  if (typeof random !== "function") throw new ValueError(who, "a random stream", kindOf(random));
}

/**
 * The xoroshiro128+ stream of a seed, 53 random bits a number. Same seed, same numbers, on every machine.
 *
 * It is bit for bit the stream of pure-rand, written out because the main entry has no dependency.
 *
 * @param seed a whole number; only its lowest 32 bits count
 * @throws ValueError when the seed is not a whole number
 * @see Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators", constants 24, 16, 37
 */
export function seededRandom(seed: number): Random {
  if (!Number.isInteger(seed)) throw new ValueError("seededRandom", "a whole number as seed", `${seed}`);
  // The state is two 64-bit words, s and t, each kept in halves.
  let [sHigh, sLow, tHigh, tLow] = [-1, ~seed, seed | 0, 0];
  const next32 = (): number => {
    const low = (sLow + tLow) | 0;
    const xHigh = sHigh ^ tHigh; // x = s ^ t
    const xLow = sLow ^ tLow;
    const rotatedHigh = (sHigh << 24) | (sLow >>> 8); // s rotated left by 24
    const rotatedLow = (sLow << 24) | (sHigh >>> 8);
    sHigh = rotatedHigh ^ xHigh ^ ((xHigh << 16) | (xLow >>> 16));
    sLow = rotatedLow ^ xLow ^ (xLow << 16);
    tHigh = (xLow << 5) | (xHigh >>> 27); // x rotated left by 37: the halves trade places
    tLow = (xHigh << 5) | (xLow >>> 27);
    return low;
  };
  return () => (next32() & 0x3ff_ffff) * 2 ** -26 + (next32() & 0x7ff_ffff) * 2 ** -53;
}

/**
 * Independent numbers, uniform in [low, high); only rounding can give high itself.
 *
 * @throws ShapeError when the shape is not made of whole numbers ≥ 0
 * @throws ValueError when there is no random stream, or the dtype is neither f64 nor f32
 */
export const randomUniform = (
  shape: Shape,
  low: number,
  high: number,
  random: Random,
  dtype: DType = "f64",
): Tensor => generate("randomUniform", shape, random, () => low + (high - low) * random(), dtype);

/**
 * Independent standard normal numbers, two numbers of the stream for each.
 *
 * @throws ShapeError when the shape is not made of whole numbers ≥ 0
 * @throws ValueError when there is no random stream, or the dtype is neither f64 nor f32
 * @see Box & Muller 1958, "A note on the generation of random normal deviates"
 */
export const randomNormal = (shape: Shape, random: Random, dtype: DType = "f64"): Tensor =>
  generate(
    "randomNormal",
    shape,
    random,
    () => Math.sqrt(-2 * log(1 - random())) * cosineOfTurns(random()),
    dtype,
  );

/**
 * The numbers 0 … n − 1 in random order, every order equally likely (Fisher–Yates).
 *
 * @throws ValueError when n is not a whole number ≥ 0, or there is no random stream
 */
export function permutation(n: number, random: Random): Uint32Array {
  checkRandom("permutation", random);
  if (!(Number.isInteger(n) && n >= 0)) throw new ValueError("permutation", "a whole number ≥ 0", `${n}`);
  return permutationInto(new Uint32Array(n), random);
}

/** {@link permutation} into an existing array of n numbers. */
export function permutationInto(order: Uint32Array, random: Random): Uint32Array {
  for (let at = 0; at < order.length; at++) order[at] = at;
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [order[last], order[chosen]] = [order[chosen], order[last]];
  }
  return order;
}

function generate(who: string, shape: Shape, random: Random, draw: () => number, dtype: DType): Tensor {
  checkRandom(who, random);
  const result = zerosFor(who, shape, dtype);
  for (let index = 0; index < result.data.length; index++) result.data[index] = draw();
  return result;
}
