import { show } from "@espalier/network/internal";
import type { Granularity } from "@espalier/scores";
import { inBlocks, nOfM as groupsOf } from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";

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

/** @throws ValueError when a caller in JavaScript gives something else, such as a name */
export function checkGranularity(who: string, granularity: Granularity): void {
  if (typeof granularity?.cheapest !== "function")
    throw new ValueError(
      who,
      "a granularity as a value, nOfM(n, m) or blocks(rows, columns)",
      show(granularity),
    );
}
