import { showBytes, showSeconds } from "../../../report/numbers.ts";
import { scientific } from "../../../report/ticks.ts";
import type { AloneRow, CostsFile } from "../../costs.ts";
import { fold, list, table, text } from "../document.ts";
import type { Table } from "../document.ts";
import type { Measured } from "../measured.ts";
import type { SectionOf } from "./section.ts";

/** What scoring takes. */
export const costs: SectionOf = ({ experiments, costs: file }) => {
  if (file === undefined) return undefined;
  const tables = experiments.flatMap((each) => {
    const own = tableOf(each, file);
    return own.rows.length === 0 ? [] : [own];
  });
  if (tables.length === 0) return undefined;
  const { environment, workers } = file;
  return {
    id: "costs",
    title: "What it costs",
    blocks: [
      text(
        "Seconds of scoring all weights once, which serves all ratios, and of ranking and removing at one ratio, while as many threads worked as is " +
          "said below: the shortest of all seeds, as what else a machine does only adds. Alone is scoring once more in a process of its own with nothing beside it, and by how much its memory rose. Passes are " +
          "how often all samples went through the whole network, forward and back, less than 1 forward where the last layer or some samples are not needed; and multiply-adds are those of everything, counted as it ran. To " +
          "compare with: one training before pruning, and the training after it at all ratios together. Noise changes no cost, so only networks without it were measured alone. How costs grow from 10³ to 10⁶ weights stands in `docs/costs.md`, which `npm run costs` writes.",
      ),
      list([
        `processor: ${environment.cpu}, ${environment.cores} cores, ${workers} threads at work`,
        `Node ${environment.node}, ${environment.platform} ${environment.arch}; Espalier ${environment.version}`,
      ]),
      ...tables.map((each) => fold(each.caption, [each])),
    ],
  };
};

function tableOf({ name, title, measurements }: Measured, { rows, alone }: CostsFile): Table {
  const own = rows.filter(({ experiment }) => experiment === name);
  const strategies = [...new Set(own.map(({ strategy }) => strategy))];
  const { nonlinearSamples } = measurements.experiment.recipe;
  const shortest = (strategy: string, field: "scores" | "removal" | "training"): string => {
    const values = own.filter((row) => row.strategy === strategy).flatMap((row) => row[field] ?? []);
    return values.length === 0 ? "–" : showSeconds(Math.min(...values));
  };
  return table(
    `${title}: seconds and memory`,
    [
      "strategy",
      "scores",
      "removal",
      "training",
      "scores, alone",
      "passes, forward + back",
      "multiply-adds",
      "memory, alone",
    ],
    strategies.map((strategy) => {
      const single = alone.find((row) => row.experiment === name && row.strategy === strategy);
      return [
        strategy === "nonlinear" ? `nonlinear, on ${nonlinearSamples} samples` : strategy,
        shortest(strategy, "scores"),
        shortest(strategy, "removal"),
        shortest(strategy, "training"),
        single === undefined ? "–" : showSeconds(single.scores),
        passesOf(single),
        single?.multiplyAdds === undefined ? "–" : scientific(single.multiplyAdds, 2),
        single?.peakBytes === undefined ? "–" : showBytes(single.peakBytes),
      ];
    }),
  );
}

/** `1 + 10`, `0.07 + 0`. */
function passesOf(row: AloneRow | undefined): string {
  if (row?.forwardPasses === undefined || row.reverseSweeps === undefined) return "–";
  return [row.forwardPasses, row.reverseSweeps].map((count) => String(Number(count.toFixed(2)))).join(" + ");
}
