import { proposed } from "../../experiments/strategies.ts";
import type { CalibrationRow } from "../../experiments/kinds/calibration.ts";
import { listed, showCount, showEstimate } from "../numbers.ts";
import { table, text } from "../document.ts";
import type { Block } from "../document.ts";
import { bySeed } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { factorOf } from "../statistics.ts";
import { studyFigure } from "../figures/study-figure.ts";
import type { ExperimentSection } from "./section.ts";

/** A loss that is at most this many times that with all samples is as good. */
const ENOUGH = 1.05;

/** How many samples the scores need. */
export const calibration: ExperimentSection = (measured) =>
  measured.measurements.calibration.length === 0
    ? undefined
    : {
        title: "How many calibration samples are enough",
        blocks: [
          text(
            `\`${proposed}\` right after pruning, scored on the first samples of one random order per seed. More samples include the fewer.`,
          ),
          ...blocksOf(measured),
        ],
      };

function blocksOf(measured: Measured): Block[] {
  const rows = measured.measurements.calibration;
  const counts = [...new Set(rows.map(({ samples }) => samples))].toSorted((a, b) => a - b);
  const ratios = [...new Set(rows.map(({ ratio }) => ratio))].toSorted((a, b) => a - b);
  const all = counts[counts.length - 1];
  const at = (samples: number, ratio: number): CalibrationRow[] =>
    rows.filter((row) => row.samples === samples && row.ratio === ratio);
  const beside = (samples: number, ratio: number) =>
    factorOf(bySeed(at(samples, ratio), "testLoss"), bySeed(at(all, ratio), "testLoss"));
  const enough = ratios.map((ratio) =>
    counts.find((_, from) => counts.slice(from).every((samples) => beside(samples, ratio).mean <= ENOUGH)),
  );
  return [
    text(
      `On average over the seeds, the loss is at most ${ENOUGH} times that with ${showCount(all)} samples from ` +
        `${listed(ratios.map((ratio, index) => `${showCount(enough[index] ?? all)} samples on at ρ = ${ratio}`))}. The intervals below are wider.`,
    ),
    studyFigure({
      name: `calibration-${measured.name}`,
      title: `Test loss against the number of calibration samples: ${measured.title}`,
      caption: `Test loss of \`${proposed}\` right after pruning, and the change of the outputs, against the number of samples that it was scored on: means over the seeds, thin lines their ranges. ${measured.title}.`,
      x: "calibration samples (not to scale)",
      labels: counts,
      ratios,
      rows: (index, ratio) => at(counts[index], ratio),
      baseline: measured.baseline(),
    }),
    table(
      `Test loss as a multiple of that with ${showCount(all)} samples.`,
      ["samples", ...ratios.map((ratio) => `ρ = ${ratio}`)],
      counts.map((samples) => [
        showCount(samples),
        ...ratios.map((ratio) => showEstimate(beside(samples, ratio), 1)),
      ]),
    ),
  ];
}
