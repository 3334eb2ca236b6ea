import type { Contender } from "../src/tasks.ts";
import { jacobian } from "./jax/jacobian.ts";
import { jax, NAME } from "./jax/library.ts";
import { product } from "./jax/product.ts";
import { scores } from "./jax/scores.ts";
import { training } from "./jax/training.ts";
import { presence } from "./load.ts";

export const contender: Contender = {
  available: presence(NAME, jax),
  prepare: { product, training, jacobian, scores },
};
