import type { Granularity } from "@espalier/scores";
import { inBlocks, nOfM as groupsOf } from "@espalier/scores/internal";

/**
 * All but n of each m consecutive weights of a row, such as `nOfM(2, 4)`.
 *
 * @throws ValueError when n > m, or m is 0
 */
export const nOfM = (n: number, m: number): Granularity => groupsOf("nOfM", n, m);

/**
 * Blocks of some rows and columns, each removed as a whole.
 *
 * @throws ValueError when a block has no weights
 */
export const blocks = (rows: number, columns: number): Granularity => inBlocks("blocks", rows, columns);
