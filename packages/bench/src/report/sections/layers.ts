import { isPruning } from "../../experiments/strategies.ts";
import { spreadOf } from "../statistics.ts";
import { plural } from "../words.ts";
import { table, text } from "../document.ts";
import type { Table } from "../document.ts";
import type { Measured } from "../measured.ts";
import { mainStrategies, shownRatios } from "../measured.ts";
import { showShare } from "../numbers.ts";
import type { ExperimentSection } from "./section.ts";

/** As many ratios as a table has room for, if they have been measured. */
const few: readonly number[] = [0.5, 0.9, 0.98];

/** Where the weights go. */
export const layers: ExperimentSection = (measured) =>
  mainStrategies(measured).some(isPruning)
    ? {
        title: "What is kept of each layer",
        blocks: [
          text(
            "Weights of all layers are ranked together, so each strategy decides how much it removes from which layer.",
          ),
          tableOf(measured),
        ],
      }
    : undefined;

function tableOf(measured: Measured): Table {
  const { network, baseline } = measured;
  const ratios = few.filter((ratio) => measured.ratios.includes(ratio));
  const rows = (ratios.length > 0 ? ratios : shownRatios(measured)).flatMap((ratio) =>
    mainStrategies(measured)
      .filter(isPruning)
      .map((strategy) => [String(ratio), strategy, ...keptOf(measured, strategy, ratio)]),
  );
  const sizes = network.slice(1).map((size, k) => `${network[k]}→${size}`);
  return table(
    `Kept fraction of the weights of each layer, right after pruning: means over ${plural(baseline().size, "seed")}.`,
    ["ρ", "strategy", ...sizes],
    rows,
    2,
  );
}

/** Of each layer; fine-tuning changes nothing about it. */
function keptOf({ network, rowsOf }: Measured, strategy: string, ratio: number): string[] {
  const rows = rowsOf("pruned", strategy, ratio);
  return network.slice(1).map((size, k) => {
    if (rows.length === 0) return "–";
    return showShare(spreadOf(rows.map(({ kept }) => kept[k] / (size * network[k]))).mean);
  });
}
