import { eliminationCompensation } from "@espalier/scores/internal";
import type { Compensation } from "./compensation.ts";

/**
 * The paper's compensation: the bias of the neuron gains δ_ij, the best change of that bias alone, to first order.
 *
 * @see arXiv:2602.20467v1 (7)
 */
export const bias: Compensation = { name: "bias", scores: eliminationCompensation, moves: [] };
