import type { Compensation } from "./compensation.ts";
import { bias } from "./bias.ts";

/** All biases of the network change together, starting from the paper's compensation. No weight changes. */
export const biasJoint: Compensation = { ...bias, name: "bias-joint", moves: ["bias"] };
