import { proposed } from "../../experiments/strategies.ts";
import { list, text } from "@espalier/pages";
import type { Figure, Section } from "@espalier/pages";
import { lineFigure } from "@espalier/pages/figures";
import { looksInTurn } from "@espalier/pages/looks";
import type { LinePanel } from "@espalier/pages/figures";
import { bySeed } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { listed, showCount, showEstimate } from "@espalier/pages/numbers";
import { factorOf, meanOf, spreadOf } from "@espalier/pages/statistics";
import type { Estimate } from "@espalier/pages/statistics";
import type { ExperimentSection } from "./section.ts";
import { byRatio } from "./tables.ts";

/** A loss that is at most this many times that with all samples is as good. */
const ENOUGH = 1.05;

/** How many samples the scores need. */
export const calibration: ExperimentSection = (measured) =>
  studyOf(measured, measured.measurements.calibration, "samples", {
    name: "calibration",
    title: "How many calibration samples are enough",
    about: `\`${proposed}\` right after pruning, scored on the first samples of one random order per seed. More samples include the fewer.`,
    x: "calibration samples (not to scale)",
    what: "the number of calibration samples",
    reference: (counts) => counts[counts.length - 1],
    caption: (all) => `Test loss as a multiple of that with ${showCount(all)} samples.`,
    head: "samples",
    finding(counts, ratios, beside) {
      const all = counts[counts.length - 1];
      const enough = ratios.map((ratio) => {
        const isEnough = (count: number): boolean => beside(count, ratio).mean <= ENOUGH;
        const first = counts.find((_, from) => counts.slice(from).every(isEnough)) ?? all;
        return `${showCount(first)} samples on at ρ = ${ratio}`;
      });
      return [
        `On average over the seeds, the loss is at most ${ENOUGH} times that with ${showCount(all)} samples from ${listed(enough)}. The intervals below are wider.`,
      ];
    },
  });

/** Pruning little by little. */
export const steps: ExperimentSection = (measured) =>
  studyOf(measured, measured.measurements.steps, "steps", {
    name: "steps",
    title: "Pruning in several steps",
    about: `\`${proposed}\` in k steps of equal size, scored anew before each and without training in between. Each step sees the effect of the ones before it. Measured right after the last step.`,
    x: "steps k (not to scale)",
    what: "the number of steps",
    reference: ([first]) => first,
    caption: (first) => `Test loss as a multiple of that with k = ${first}.`,
    head: "k",
    finding: () => [],
  });

interface Study {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly x: string;
  /** The name of the varied setting. */
  readonly what: string;
  /** The value that the others are compared with. */
  readonly reference: (counts: readonly number[]) => number;
  readonly caption: (reference: number) => string;
  readonly head: string;
  readonly finding: (
    counts: readonly number[],
    ratios: readonly number[],
    beside: (count: number, ratio: number) => Estimate,
  ) => readonly string[];
}

type Row<F extends string> = {
  readonly seed: number;
  readonly ratio: number;
  readonly testLoss: number;
  readonly outputChange: number;
} & { readonly [K in F]: number };

/** Loss and change of the outputs, against something that is varied. */
function studyOf<F extends string>(
  measured: Measured,
  rows: readonly Row<F>[],
  field: F,
  study: Study,
): Section | undefined {
  if (rows.length === 0) return undefined;
  const ascending = (values: readonly number[]): number[] => [...new Set(values)].toSorted((a, b) => a - b);
  const counts = ascending(rows.map((row) => row[field]));
  const ratios = ascending(rows.map(({ ratio }) => ratio));
  const at = (count: number, ratio: number): Row<F>[] =>
    rows.filter((row) => row[field] === count && row.ratio === ratio);
  const reference = study.reference(counts);
  const losses = (count: number, ratio: number) => bySeed<"testLoss">(at(count, ratio), "testLoss");
  const beside = (count: number, ratio: number): Estimate =>
    factorOf(losses(count, ratio), losses(reference, ratio));

  const panel = (title: string, y: string, quantity: "testLoss" | "outputChange"): LinePanel => ({
    title,
    x: study.x,
    labels: counts.map(showCount),
    y,
    series: ratios.map((ratio) => ({
      name: `ρ = ${ratio}`,
      points: counts.map((count, index) => {
        const { mean, min, max } = spreadOf(at(count, ratio).map((row) => row[quantity]));
        return { at: index, y: mean, low: min, high: max };
      }),
    })),
    levels: quantity === "testLoss" ? [{ name: ["baseline"], y: meanOf(measured.baseline()) }] : [],
  });
  const figure: Figure = {
    kind: "figure",
    name: `${study.name}-${measured.name}`,
    title: `Test loss against ${study.what}: ${measured.title}`,
    caption: `Test loss of \`${proposed}\` right after pruning, and the change of the outputs, against ${study.what}: means over the seeds, thin lines their ranges. ${measured.title}.`,
    spec: lineFigure(
      [
        panel("Test loss", "test loss (log scale)", "testLoss"),
        panel("Change of the outputs", "E‖NN(x) − NN(x before)‖² (log scale)", "outputChange"),
      ],
      looksInTurn(ratios.map((ratio) => `ρ = ${ratio}`)),
    ),
  };
  const found = study.finding(counts, ratios, beside);
  return {
    title: study.title,
    blocks: [
      text(study.about),
      ...(found.length === 0 ? [] : [list(found)]),
      figure,
      byRatio(
        study.caption(reference),
        study.head,
        counts.map(showCount),
        ratios,
        (shown, ratio) => showEstimate(beside(counts[counts.map(showCount).indexOf(shown)], ratio), 1),
        (ratio) => `ρ = ${ratio}`,
      ),
    ],
  };
}
