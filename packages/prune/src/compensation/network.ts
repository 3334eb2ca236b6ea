import { bias } from "./bias.ts";
import type { Compensation } from "./compensation.ts";

/** Everything that is kept moves together, weights, biases and slopes, starting from the paper's move of the biases. */
export const network: Compensation = { ...bias, name: "network", moves: ["weight", "bias", "slope"] };
