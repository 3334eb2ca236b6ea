import { spreadOf } from "../../../report/summary.ts";
import { isPruning, plural } from "../../../report/words.ts";
import { fold, table, text } from "../document.ts";
import type { Table } from "../document.ts";
import type { Measured } from "../measured.ts";
import { paperStrategies, shownRatios } from "../selection.ts";
import { showShare } from "../shown.ts";
import type { SectionOf } from "./section.ts";

/** As many ratios as a table has room for, if they have been measured. */
const few: readonly number[] = [0.5, 0.9, 0.98];

/** Where the weights go. */
export const layers: SectionOf = ({ experiments }) => {
  const tables = experiments.filter((each) => paperStrategies(each).some(isPruning)).map(tableOf);
  if (tables.length === 0) return undefined;
  return {
    id: "layers",
    title: "What is kept of each layer",
    blocks: [
      text(
        "Weights of all layers are ranked together, so each strategy decides what it takes from which layer. Kept fractions, means over the seeds.",
      ),
      ...tables.map((each) => fold(each.caption, [each])),
    ],
  };
};

function tableOf(measured: Measured): Table {
  const { network, baseline, title } = measured;
  const ratios = few.filter((ratio) => measured.ratios.includes(ratio));
  const rows = (ratios.length > 0 ? ratios : shownRatios(measured)).flatMap((ratio) =>
    paperStrategies(measured)
      .filter(isPruning)
      .map((strategy) => [String(ratio), strategy, ...keptOf(measured, strategy, ratio)]),
  );
  const sizes = network.slice(1).map((size, k) => `${network[k]}→${size}`);
  return table(
    `${title}: kept weights of each layer, ${plural(baseline().size, "seed")}`,
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
