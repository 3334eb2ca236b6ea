import type { Slots } from "@espalier/pages";
import { text } from "@espalier/pages";
import type { Findings } from "../findings.ts";
import { plural } from "../words.ts";
import { machineOf } from "../sections/costs.ts";
import { cellsOf } from "./cells.ts";
import { claimOf } from "./claim.ts";
import { frontier } from "./frontier.ts";
import { gridTables, networkTables, singleTables } from "./tables.ts";
import { targetTable } from "./targets.ts";

/** Whether some findings are about compensation by many parameters. */
export const hasLadder = ({ experiments }: Findings): boolean =>
  experiments.some(({ measurements }) => measurements.ladder.length > 0);

/** The slots of docs/beyond.md. */
export function ladderSlots(findings: Findings): Slots {
  const { seeds, all } = cellsOf(findings);
  const { progress, costs } = findings;
  const missing =
    progress.done < progress.planned
      ? ` ${progress.done} of ${progress.planned} measurements of the part have been published; a row is left out until all its seeds are there.`
      : "";
  const machine = costs === undefined ? "" : ` Machine: ${machineOf(costs.environment)}.`;
  return {
    seeds: [
      text(`Means ± standard deviations over ${plural(seeds, "weight initialisation")}.${missing}${machine}`),
    ],
    claim: claimOf(all, seeds),
    targets: [targetTable(all)],
    networks: networkTables(all),
    frontier: frontier(all),
    grid: gridTables(all),
    lenet: singleTables(findings),
  };
}
