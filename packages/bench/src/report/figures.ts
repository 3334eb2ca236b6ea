import type { TopLevelSpec } from "vega-lite";
import type { Row, Settings } from "../results.ts";
import { comparison } from "./comparison.ts";
import { render } from "./render.ts";
import { experiments } from "./summary.ts";
import type { Experiment, Measure } from "./summary.ts";
import { timingFigure, timings } from "./timing.ts";
import { isPruning, plural, seedRange, titleOf } from "./words.ts";

export interface Figure {
  /** Of the file, without its ending: `loss-pde-68-32-32-32-1-noise-0.005`. */
  readonly name: string;
  /** The experiment it belongs to. */
  readonly experiment: string;
  readonly title: string;
  /** What is drawn and how to read it. */
  readonly caption: string;
  /** A document of its own, with a white background. */
  readonly svg: string;
}

/** Loss, accuracy where there is one, and time, for every experiment. The same rows give the same bytes. */
export async function figures(rows: readonly Row[], settings?: Settings): Promise<Figure[]> {
  const drawn = experiments(rows, settings).flatMap((experiment) => [
    ...(experiment.rows.length > 0 ? [compare(experiment, "testLoss")] : []),
    ...(experiment.rows.some(({ testAccuracy }) => testAccuracy !== undefined)
      ? [compare(experiment, "testAccuracy")]
      : []),
    ...(timings(experiment).some(({ seconds }) => seconds.mean > 0) ? [time(experiment)] : []),
  ]);
  return Promise.all(drawn);
}

const quantities = {
  testLoss: { name: "loss", title: "Test loss" },
  testAccuracy: { name: "accuracy", title: "Test accuracy" },
} as const;

async function compare(experiment: Experiment, measure: Measure): Promise<Figure> {
  const { name, title } = quantities[measure];
  const caption = captionOf(experiment, measure, title);
  const spec = comparison(experiment, measure);
  return draw(experiment, name, `${title} against the pruning ratio`, caption, spec);
}

function captionOf(experiment: Experiment, measure: Measure, title: string): string {
  const { rows, strategies } = experiment;
  const [least, most] = seedRange(experiment);
  const finite = rows.every((row) => Number.isFinite(row[measure] ?? 0));
  return [
    `${title} against the pruning ratio, right after pruning (left) and after fine-tuning (right; another axis).`,
    `Lines go through the means over ${plural(most, "seed")}${least < most ? " (fewer where the run is not complete)" : ""}.`,
    most >= 3
      ? "Violins show the density of the seeds, two bandwidths beyond the outermost; where fewer than three values differ, each seed is a point."
      : most === 2
        ? "Points are the two seeds: too few for a violin."
        : "",
    `Dashed: the baseline, just before pruning${most > 1 ? "; the band is its range over the seeds" : ""}.`,
    finite ? "" : "∞ and NaN at the upper edge: a seed's loss, and so the mean, is not a finite number.",
    strategies.every(isPruning)
      ? ""
      : "The fully-connected network is never pruned, and so only on the right.",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

async function time(experiment: Experiment): Promise<Figure> {
  const caption =
    "Time for the scores of all weights and the removal at one ratio; bars are means over seeds and ratios, thin lines " +
    "the range. Training and fine-tuning of one network, to compare with. The axis is logarithmic.";
  return draw(experiment, "seconds", "Time of each strategy's scores", caption, timingFigure(experiment));
}

async function draw(
  experiment: Experiment,
  kind: string,
  what: string,
  caption: string,
  spec: TopLevelSpec,
): Promise<Figure> {
  const title = `${what}: ${titleOf(experiment)}`;
  const svg = await render(spec, title, caption);
  return { name: `${kind}-${experiment.name}`, experiment: experiment.name, title, caption, svg };
}
