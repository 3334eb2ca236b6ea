import { amount, caseName, count, epochs, fraction, layerSizes, measure, whole } from "../fields.ts";
import { list, number, object, oneOf, refuse, text } from "../readers.ts";
import type { Reader } from "../readers.ts";
import type { Recipe } from "../experiment/steps.ts";
import type { Comparison, Experiment } from "./experiment.ts";
import { listNames } from "./results.ts";
import type { Entry, Lists, Measurements } from "./results.ts";
import type { Line } from "./journal.ts";

const finite = number("a finite number", Number.isFinite);

const quality = { testLoss: measure };
const perhaps = { testAccuracy: fraction, relativeL2: measure };
/** `flap` standardises its importances, so that they may be negative. */
const importance: Reader<number> = (at, value) => (typeof value === "number" ? value : measure(at, value));
const damage = { removedImportance: importance, outputChange: measure };
const place = { seed: whole, ratio: fraction };

const rowReaders: { readonly [L in keyof Lists]: Reader<Lists[L]> } = {
  rows: object(
    {
      seed: whole,
      strategy: text,
      ratio: fraction,
      stage: oneOf("baseline", "pruned", "fine-tuned"),
      ...quality,
      kept: list(whole),
    },
    { ...perhaps, ...damage },
  ),
  crossed: object(
    {
      ...place,
      ranking: text,
      compensation: oneOf("none", "mean", "sensitivity"),
      ...quality,
      outputChange: measure,
    },
    perhaps,
  ),
  calibration: object({ ...place, samples: count, ...quality, ...damage }, perhaps),
  steps: object({ ...place, steps: count, ...quality, outputChange: measure }, perhaps),
  keptState: object({ ...place, ...quality }, perhaps),
  pictures: object({
    strategy: text,
    stage: oneOf("truth", "baseline", "pruned", "fine-tuned"),
    values: list(finite),
  }),
};

const anything: Reader<unknown> = (_, value) => value;

const entry: Reader<Entry> = (at, value) => {
  const { list: name, row } = object({ list: oneOf(...listNames), row: anything })(at, value);
  return { list: name, row: rowReaders[name](`${at}.row`, row) } as Entry; // read by the reader of its list
};

const costs = object(
  {},
  {
    scores: amount,
    removal: amount,
    training: amount,
    peakBytes: amount,
    forwardPasses: amount,
    reverseSweeps: amount,
    multiplyAdds: amount,
  },
);

/** A line of the journal. */
export const readLine: Reader<Line> = object({ unit: text, entries: list(entry), costs });

const recipe: Reader<Recipe> = object({
  case: caseName,
  network: layerSizes,
  noise: amount,
  epochs,
  batch: count,
  learningRate: amount,
  nonlinearSamples: whole,
  precision: oneOf("f64", "f32"),
});

const comparison: Reader<Comparison> = object({
  strategies: list(text),
  pruned: list(fraction),
  fineTuned: list(fraction),
});

const experiment: Reader<Experiment> = object(
  {
    name: text,
    recipe,
    seeds: count,
    comparisons: list(comparison),
    alone: list(text),
    studies: object(
      {},
      {
        crossed: object({ rankings: list(text), ratios: list(fraction) }),
        calibration: object({ samples: list(count), ratios: list(fraction) }),
        steps: object({ steps: list(count), ratios: list(fraction) }),
        keptState: object({ ratios: list(fraction) }),
      },
    ),
  },
  { pictureRatio: fraction },
);

const body: Reader<Measurements> = object({
  format: oneOf("espalier-measurements"),
  version: oneOf(1),
  experiment,
  notes: list(text),
  rows: list(rowReaders.rows),
  crossed: list(rowReaders.crossed),
  calibration: list(rowReaders.calibration),
  steps: list(rowReaders.steps),
  keptState: list(rowReaders.keptState),
  pictures: list(rowReaders.pictures),
});

/** Format and version come first: in a file of another version every other complaint would mislead. */
export function readMeasurements(json: unknown): Measurements {
  const { format, version } = (json ?? {}) as Partial<Measurements>; // only compared, and then read properly
  if (format !== "espalier-measurements") refuse("format", '"espalier-measurements"', format);
  if (version !== 1) refuse("version", "1", version);
  return body("", json);
}
