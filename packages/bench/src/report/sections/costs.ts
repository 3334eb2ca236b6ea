import { scientific, showBytes, showSeconds } from "@espalier/pages/numbers";
import type { CostsFile } from "../../experiments/costs.ts";
import { table, text } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import type { Measured } from "../measured.ts";
import { headings, plural } from "../words.ts";
import type { ExperimentSection } from "./section.ts";

/** What scoring takes. */
export const costs: ExperimentSection = (measured, { costs: file }) => {
  if (file === undefined) return undefined;
  const own = withoutEmptyColumns(tableOf(measured, file));
  if (own.rows.length === 0) return undefined;
  const { environment, workers } = file;
  return {
    title: headings.costs,
    blocks: [
      text(
        `Seconds of scoring all weights once, which serves all ratios, and of ranking and removing at one ratio, while ${plural(workers, "thread")} worked. ` +
          "They are the shortest of all seeds, as other work of a machine only adds. The training of `baseline` is that before pruning; the " +
          "others have the training after it, at all ratios together. " +
          (file.alone.length > 0 ? ALONE : "") +
          "`docs/costs.md`, which `npm run costs` writes, shows how costs grow from 10³ to 10⁶ weights.",
      ),
      own,
      text(`Measured on: ${machineOf(environment)}.`),
    ],
  };
};

const ALONE =
  "“Alone” is one more scoring in its own process with nothing else running, and the increase of its memory. Passes say how often all " +
  "samples went through the whole network, forward and back; less than 1 forward means that the last layer or some samples are not " +
  "needed. Multiply-adds are counted as they ran. Noise changes no cost, so only networks without it were measured alone. ";

/** `AMD EPYC 7B13, 2 cores; Node v26.10.0, linux x64; Espalier 0.1.0` */
export const machineOf = ({ cpu, cores, node, platform, arch, version }: CostsFile["environment"]): string =>
  `${cpu}, ${plural(cores, "core")}; Node ${node}, ${platform} ${arch}; Espalier ${version}`;

/** A column without a number in it is left out. */
function withoutEmptyColumns(whole: Table): Table {
  const kept = whole.head.map((_, at) => at === 0 || whole.rows.some((row) => row[at] !== "–"));
  const left = (row: readonly string[]): string[] => row.filter((_, at) => kept[at]);
  return { ...whole, head: left(whole.head), rows: whole.rows.map(left) };
}

function tableOf({ name, measurements }: Measured, { rows, alone }: CostsFile): Table {
  const own = rows.filter(({ experiment }) => experiment === name);
  const strategies = [...new Set(own.map(({ strategy }) => strategy))];
  const { nonlinearSamples } = measurements.experiment.recipe;
  const shortest = (strategy: string, field: "scores" | "removal" | "training"): string => {
    const values = own.filter((row) => row.strategy === strategy).flatMap((row) => row[field] ?? []);
    const seconds = Math.min(...values); // 0 where nothing was done for it: some score while they remove
    return values.length === 0 || seconds === 0 ? "–" : showSeconds(seconds);
  };
  return table(
    "",
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
function passesOf(row: CostsFile["alone"][number] | undefined): string {
  if (row?.forwardPasses === undefined || row.reverseSweeps === undefined) return "–";
  return [row.forwardPasses, row.reverseSweeps].map((count) => String(Number(count.toFixed(2)))).join(" + ");
}
