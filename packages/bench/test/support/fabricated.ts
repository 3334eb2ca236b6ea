import type { CostsFile } from "../../src/experiments/costs.ts";
import type { Experiment } from "../../src/experiments/experiment.ts";
import type { NetworkRow } from "../../src/experiments/measure.ts";
import type { Measurements } from "../../src/experiments/results.ts";

// Results as a run would leave them, made up so that what a page should say of them is known.

export interface Fabrication {
  readonly case?: "pde" | "mnist";
  readonly network?: readonly number[];
  readonly noise?: number;
  readonly seeds?: number;
  readonly strategies?: readonly string[];
  readonly ratios?: readonly number[];
  /** The test loss of a row; that before pruning is of strategy "baseline". */
  readonly loss: (row: Pick<NetworkRow, "seed" | "strategy" | "ratio" | "stage">) => number;
}

/** A network that learns about nothing, but is measured like any. */
export function fabricated(fabrication: Fabrication): Measurements {
  const {
    case: name = "mnist",
    network = [4, 3, 2],
    noise = 0,
    seeds = 3,
    strategies = ["elimination-compensation", "magnitude", "random", "fully-connected"],
    ratios = [0.5, 0.8, 0.9],
    loss,
  } = fabrication;
  const experiment: Experiment = {
    name: [name, ...network, ...(name === "pde" ? ["noise", noise] : [])].join("-"),
    recipe: {
      case: name,
      network,
      noise,
      epochs: [2, 1],
      batch: 128,
      learningRate: 1e-3,
      nonlinearSamples: 10,
      precision: "f32",
    },
    seeds,
    comparisons: [{ strategies, pruned: ratios, fineTuned: ratios }],
    studies: {},
    alone: [],
  };
  const weights = network.slice(1).map((size, k) => size * network[k]);
  const rowOf = (place: Pick<NetworkRow, "seed" | "strategy" | "ratio" | "stage">): NetworkRow => ({
    ...place,
    testLoss: loss(place),
    ...(name === "mnist" ? { testAccuracy: 1 / (1 + loss(place)) } : { relativeL2: Math.sqrt(loss(place)) }),
    ...(place.stage === "pruned" ? { removedImportance: place.ratio, outputChange: 2 * place.ratio } : {}),
    kept: weights.map((count) => Math.round(count * (1 - place.ratio))),
  });
  const rows = Array.from({ length: seeds }, (_, seed) => [
    rowOf({ seed, strategy: "baseline", ratio: 0, stage: "baseline" }),
    ...strategies.flatMap((strategy) =>
      ratios.flatMap((ratio) => [
        ...(strategy === "fully-connected" ? [] : [rowOf({ seed, strategy, ratio, stage: "pruned" })]),
        rowOf({ seed, strategy, ratio, stage: "fine-tuned" }),
      ]),
    ),
  ]).flat();
  return {
    format: "espalier-measurements",
    version: 1,
    experiment,
    notes: ["Everything is made up."],
    rows,
    crossed: [],
    calibration: [],
    steps: [],
    keptState: [],
    ladder: [],
    family: [],
    pictures: [],
  };
}

/** Every list that a file of measurements can have. */
export function withStudies(measurements: Measurements): Measurements {
  const seeds = Array.from({ length: measurements.experiment.seeds }, (_, seed) => seed);
  const measured = { testLoss: 1, outputChange: 0.1 };
  const field = Array.from({ length: 640 }, (_, at) => (at % 64) / 64);
  const shifted = field.map((value) => value + 0.125);
  return {
    ...measurements,
    experiment: { ...measurements.experiment, pictureRatio: 0.8 },
    crossed: seeds.flatMap((seed) =>
      (["none", "mean", "sensitivity"] as const).map((compensation, at) => ({
        seed,
        ranking: "elimination-compensation",
        compensation,
        ratio: 0.8,
        ...measured,
        testLoss: (3 - at) * (seed + 1),
      })),
    ),
    calibration: seeds.flatMap((seed) =>
      [10, 100, 1000].map((samples) => ({
        seed,
        samples,
        ratio: 0.8,
        ...measured,
        removedImportance: 0.1,
        testLoss: samples === 100 ? 2 : 1, // enough are only those after which no more do worse
      })),
    ),
    steps: seeds.flatMap((seed) => [1, 2].map((steps) => ({ seed, steps, ratio: 0.8, ...measured }))),
    keptState: seeds.map((seed) => ({ seed, ratio: 0.8, testLoss: 1 })),
    ladder: [],
    family: [],
    pictures: [
      { strategy: "baseline", stage: "truth", values: field },
      { strategy: "baseline", stage: "baseline", values: field },
      { strategy: "elimination-compensation", stage: "pruned", values: shifted },
    ],
  };
}

/** Seconds of an experiment: training takes a hundred times as long as the proposed scores. */
export const fabricatedCosts = ({ experiment }: Measurements): CostsFile => ({
  format: "espalier-costs",
  version: 1,
  part: "paper",
  environment: {
    node: "v26.10.0",
    platform: "linux",
    arch: "x64",
    cpu: "a processor",
    cores: 2,
    date: "2026-11-24T10:00:00.000Z",
    version: "0.1.0",
  },
  workers: 2,
  rows: [
    { experiment: experiment.name, seed: 0, strategy: "baseline", training: 100 },
    { experiment: experiment.name, seed: 0, strategy: "elimination-compensation", scores: 1, removal: 0.1 },
    { experiment: experiment.name, seed: 1, strategy: "elimination-compensation", scores: 3, removal: 0.3 },
    { experiment: experiment.name, seed: 0, strategy: "nonlinear", scores: 2, removal: 0.1 },
  ],
  methods: [],
  alone: [
    { experiment: experiment.name, strategy: "elimination-compensation", scores: 0.5, peakBytes: 2_000_000 },
  ],
});
