import type { Contender } from "../contender.ts";
import { jacobian } from "./naive/jacobian.ts";
import { nonlinear } from "./naive/nonlinear.ts";
import { product } from "./naive/product.ts";
import { scores } from "./naive/scores.ts";
import { training } from "./naive/training.ts";
import { engine } from "./versions.ts";

/** Loops as a textbook has them, one sample after the other. */
export const contender: Contender = {
  available: engine,
  prepare: { product, training, jacobian, scores, nonlinear },
};
