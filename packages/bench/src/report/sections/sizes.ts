import { isPruning } from "../../experiments/strategies.ts";
import { bytes as showBytes } from "../../performance/page/words.ts";
import { showCount } from "../numbers.ts";
import { spreadOf } from "../statistics.ts";
import { table, text } from "../document.ts";
import type { Table } from "../document.ts";
import type { Measured } from "../measured.ts";
import { mainStrategies, shownRatios } from "../measured.ts";
import type { ExperimentSection } from "./section.ts";

/** What is left of the network. */
export const sizes: ExperimentSection = (measured) => {
  const own = tableOf(measured);
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

function tableOf(measured: Measured): Table {
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
