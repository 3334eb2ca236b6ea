import { seededRandom, tensor } from "@espalier/prune";
import type { Tensor } from "@espalier/prune";
import { digitStrokes, variedStrokes } from "../models/strokes.ts";
import { inkLevel, inkOf } from "./ink.ts";

/** Drawings of ours, each digit `each` times: a row of 784 levels for each; row n shows the digit ⌊n / each⌋. */
export function drawings(each: number, seed: number): Tensor {
  const random = seededRandom(seed);
  return tensor(
    digitStrokes.flatMap((strokes) =>
      Array.from({ length: each }, () => Array.from(inkOf(variedStrokes(strokes, random)), inkLevel)),
    ),
  );
}
