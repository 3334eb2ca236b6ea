import { bytes as showBytes } from "../../../performance/page/words.ts";
import { showCount } from "../../../report/numbers.ts";
import { spreadOf } from "../../../report/summary.ts";
import { isPruning } from "../../../report/words.ts";
import { fold, table, text } from "../document.ts";
import type { Table } from "../document.ts";
import type { Measured } from "../measured.ts";
import { paperStrategies, shownRatios } from "../selection.ts";
import type { SectionOf } from "./section.ts";

/** What is left of the network. */
export const sizes: SectionOf = ({ experiments }) => {
  const networks = [...Map.groupBy(experiments, ({ network }) => network.join("-")).values()];
  const tables = networks.map(([first]) => tableOf(first)).filter(({ rows }) => rows.length > 0);
  if (tables.length === 0) return undefined;
  return {
    id: "sizes",
    title: "Multiplications and bytes that are left",
    blocks: [
      text(
        "A sample takes one multiplication and addition for each weight that is kept. Bytes are those of the kept weights and all biases, and of one bit a weight that " +
          "says which are kept. Dense matrices with zeros in them save neither. `fully-connected` is dense, and nearly the same number of weights of its own. " +
          "What files take, sparse or compacted, and how long a sparse pass takes, stands in `docs/smaller-files.md`.",
      ),
      ...tables.map((each) => fold(each.caption, [each])),
    ],
  };
};

function tableOf(measured: Measured): Table {
  const { network, weights, measurements } = measured;
  const { precision } = measurements.experiment.recipe;
  const number = precision === "f32" ? 4 : 8;
  const biases = network.slice(1).reduce((sum, size) => sum + size, 0);
  const [pruning] = paperStrategies(measured).filter(isPruning);
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
    `${network.join("-")}: ${showCount(weights)} weights, ${showBytes(number * (weights + biases))} in ${precision} before pruning`,
    ["ρ", "multiplications", "fewer", "bytes", "fewer", "fully-connected"],
    rows,
  );
}
