import { showCount } from "@espalier/pages/numbers";
import type { CostsFile } from "../experiments/costs.ts";
import type { Measurements } from "../experiments/results.ts";
import { unitsOf } from "../experiments/unit.ts";
import { measuredOf } from "./measured.ts";
import type { Measured } from "./measured.ts";

/** Everything that the page is made from. */
export interface Findings {
  /** In the order of the page: classification first, small networks before large ones, no noise before noise. */
  readonly experiments: readonly Measured[];
  /** Experiments that repeat one of the others with another setting. */
  readonly variations: readonly Variation[];
  /** How many networks and studies have been measured, of how many. */
  readonly progress: { readonly done: number; readonly planned: number };
  readonly costs: CostsFile | undefined;
}

export interface Variation {
  readonly measured: Measured;
  /** The experiment that it repeats. */
  readonly of: Measured;
  /** The changed setting: `batch 32`. */
  readonly change: string;
}

export function findingsOf(files: readonly Measurements[], costs: CostsFile | undefined): Findings {
  const all = files
    .filter(({ rows }) => rows.length > 0)
    .map(measuredOf)
    .toSorted(inOrder);
  const repeated = (one: Measured): Measured | undefined =>
    all.find(({ name }) => one.name.startsWith(`${name}-`));
  return {
    experiments: all.filter((one) => repeated(one) === undefined),
    variations: all.flatMap((measured) => {
      const of = repeated(measured);
      return of === undefined ? [] : [{ measured, of, change: changeOf(measured, of) }];
    }),
    progress: {
      done: files.reduce((sum, file) => sum + measuredUnits(file), 0),
      planned: files.reduce((sum, { experiment }) => sum + unitsOf(experiment).length, 0),
    },
    costs,
  };
}

/** Units that have left rows. */
function measuredUnits({
  rows,
  crossed,
  calibration,
  steps,
  keptState,
  ladder,
  family,
}: Measurements): number {
  const groups = [
    rows.map(({ seed, stage, strategy, ratio }) => `${seed} ${stage} ${strategy} ${ratio}`),
    crossed.map(({ seed, ranking }) => `crossed ${seed} ${ranking}`),
    calibration.map(({ seed, samples }) => `calibration ${seed} ${samples}`),
    steps.map((row) => `steps ${row.seed} ${row.steps}`),
    keptState.map(({ seed }) => `kept ${seed}`),
    ladder.map(({ seed, method, ratio }) => `ladder ${seed} ${method} ${ratio}`),
    family.map(({ seed, method }) => `family ${seed} ${method}`),
  ];
  return new Set(groups.flat()).size;
}

const inOrder = (a: Measured, b: Measured): number =>
  a.case.localeCompare(b.case) || a.weights - b.weights || a.noise - b.noise || (a.name < b.name ? -1 : 1);

const settings = {
  batch: (count: number): string => `batch ${count}`,
  learningRate: (rate: number): string => `learning rate ${rate}`,
  nonlinearSamples: (count: number): string => `\`nonlinear\` on ${showCount(count)} samples`,
} as const;

const settingNames = ["batch", "learningRate", "nonlinearSamples"] as const;

const changeOf = ({ measurements: { experiment } }: Measured, { measurements }: Measured): string =>
  settingNames
    .filter((name) => experiment.recipe[name] !== measurements.experiment.recipe[name])
    .map((name) => settings[name](experiment.recipe[name]))
    .join(", ");
