import { proposed } from "../../experiments/strategies.ts";
import type { StepsRow } from "../../experiments/kinds/steps.ts";
import { table, text } from "../document.ts";
import type { Block } from "../document.ts";
import { bySeed } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { factorOf } from "../statistics.ts";
import { showEstimate } from "../numbers.ts";
import { studyFigure } from "../figures/study-figure.ts";
import type { ExperimentSection } from "./section.ts";

/** Pruning little by little. */
export const steps: ExperimentSection = (measured) =>
  measured.measurements.steps.length === 0
    ? undefined
    : {
        title: "Pruning in several steps",
        blocks: [
          text(
            `\`${proposed}\` in k steps of equal size, scored anew before each and without training in between. Each step sees the effect of the ones before it.`,
          ),
          ...blocksOf(measured),
        ],
      };

function blocksOf(measured: Measured): Block[] {
  const rows = measured.measurements.steps;
  const counts = [...new Set(rows.map((row) => row.steps))].toSorted((a, b) => a - b);
  const ratios = [...new Set(rows.map(({ ratio }) => ratio))].toSorted((a, b) => a - b);
  const at = (count: number, ratio: number): StepsRow[] =>
    rows.filter((row) => row.steps === count && row.ratio === ratio);
  return [
    studyFigure({
      name: `steps-${measured.name}`,
      title: `Test loss against the number of steps: ${measured.title}`,
      caption: `Test loss of \`${proposed}\` right after the last of k steps, and the change of the outputs: means over the seeds, thin lines their ranges. ${measured.title}.`,
      x: "steps k (not to scale)",
      labels: counts,
      ratios,
      rows: (index, ratio) => at(counts[index], ratio),
      baseline: measured.baseline(),
    }),
    table(
      `Test loss right after the last step, as a multiple of that with k = ${counts[0]}.`,
      ["k", ...ratios.map((ratio) => `ρ = ${ratio}`)],
      counts.map((count) => [
        String(count),
        ...ratios.map((ratio) =>
          showEstimate(
            factorOf(bySeed(at(count, ratio), "testLoss"), bySeed(at(counts[0], ratio), "testLoss")),
            1,
          ),
        ),
      ]),
    ),
  ];
}
