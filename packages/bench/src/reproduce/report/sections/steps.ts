import { proposed } from "../../../report/words.ts";
import type { StepsRow } from "../../results.ts";
import { heading, table, text } from "../document.ts";
import type { Block } from "../document.ts";
import { bySeed } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { factorOf } from "../paired.ts";
import { showEstimate } from "../shown.ts";
import { studyFigure } from "../study-figure.ts";
import type { SectionOf } from "./section.ts";

/** Pruning little by little. */
export const steps: SectionOf = ({ experiments }) => {
  const studied = experiments.filter(({ measurements }) => measurements.steps.length > 0);
  if (studied.length === 0) return undefined;
  return {
    id: "steps",
    title: "Pruning in several steps",
    blocks: [
      text(
        `\`${proposed}\` in k steps of equal size, scored anew before each and without training in between: each step knows what the ones before have done, so that the importances ` +
          "have less to say about weights that act together.",
      ),
      ...studied.flatMap(blocksOf),
    ],
  };
};

function blocksOf(measured: Measured): Block[] {
  const rows = measured.measurements.steps;
  const counts = [...new Set(rows.map((row) => row.steps))].toSorted((a, b) => a - b);
  const ratios = [...new Set(rows.map(({ ratio }) => ratio))].toSorted((a, b) => a - b);
  const at = (count: number, ratio: number): StepsRow[] =>
    rows.filter((row) => row.steps === count && row.ratio === ratio);
  return [
    heading(`steps-${measured.name}`, `Steps: ${measured.title}`),
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
