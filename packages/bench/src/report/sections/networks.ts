import { isPruning } from "../../experiments/strategies.ts";
import { showBytes, showCount, showShare } from "@espalier/pages/numbers";
import { table, text } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import { mainStrategies, shownRatios } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { spreadOf } from "@espalier/pages/statistics";
import { plural } from "../words.ts";
import type { ExperimentSection } from "./section.ts";

/** As many ratios as a table has room for, if they have been measured. */
const few: readonly number[] = [0.5, 0.9, 0.98];

/** Where the weights go. */
export const layers: ExperimentSection = (measured) =>
  mainStrategies(measured).some(isPruning)
    ? {
        title: "Weights kept in each layer",
        blocks: [
          text(
            "Weights of all layers are ranked together, so each strategy decides how much it removes from which layer.",
          ),
          layersTable(measured),
        ],
      }
    : undefined;

function layersTable(measured: Measured): Table {
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

/** The sizes of the pruned network. */
export const sizes: ExperimentSection = (measured) => {
  const own = sizesTable(measured);
  if (own.rows.length === 0) return undefined;
  return {
    title: "Multiplications and bytes that are left",
    blocks: [
      text(
        "A sample takes one multiplication and addition for each weight that is kept. Bytes are those of the kept weights and all biases, and of one bit a weight that " +
          "marks which are kept. Dense matrices with zeros in them save neither. `fully-connected` is dense, and has nearly the same number of weights. " +
          "`docs/smaller-files.md` measures the bytes of files, sparse or compacted, and the time of a sparse pass.",
      ),
      own,
    ],
  };
};

function sizesTable(measured: Measured): Table {
  const { network, weights, measurements } = measured;
  const { precision } = measurements.experiment.recipe;
  const number = precision === "f32" ? 4 : 8;
  const biases = network.slice(1).reduce((sum, size) => sum + size, 0);
  const [pruning] = mainStrategies(measured).filter(isPruning);
  const kept = (stage: "pruned" | "fine-tuned", strategy: string, ratio: number): number | undefined => {
    const rows = measured.rowsOf(stage, strategy, ratio);
    return rows.length === 0
      ? undefined
      : spreadOf(rows.map((row) => row.kept.reduce((sum, count) => sum + count, 0))).mean;
  };
  const rows = shownRatios(measured).flatMap((ratio) => {
    const left = pruning === undefined ? undefined : kept("pruned", pruning, ratio);
    if (left === undefined) return [];
    const dense = kept("fine-tuned", "fully-connected", ratio);
    const bytes = number * (left + biases) + weights / 8;
    return [
      [
        String(ratio),
        showCount(left),
        `${(weights / left).toFixed(1)} ×`,
        showBytes(bytes),
        `${((number * (weights + biases)) / bytes).toFixed(1)} ×`,
        dense === undefined ? "–" : showCount(dense),
      ],
    ];
  });
  return table(
    `Before pruning: ${showCount(weights)} weights, ${showBytes(number * (weights + biases))} in ${precision}.`,
    ["ρ", "multiplications", "fewer", "bytes", "fewer", "fully-connected"],
    rows,
  );
}
