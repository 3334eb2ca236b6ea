import { bias } from "./bias.ts";
import type { Compensation } from "./compensation.ts";

/** All kept weights, biases and slopes change together, starting from the paper's compensation by the biases. */
export const network: Compensation = { ...bias, name: "network", moves: ["weight", "bias", "slope"] };
