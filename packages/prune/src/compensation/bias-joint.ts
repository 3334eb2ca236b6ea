import type { Compensation } from "./compensation.ts";
import { bias } from "./bias.ts";

/** All biases of the network move together, starting from the paper's. No weight is touched. */
export const biasJoint: Compensation = { ...bias, name: "bias-joint", moves: ["bias"] };
