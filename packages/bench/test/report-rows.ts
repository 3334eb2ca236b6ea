import type { Results, Row, Settings } from "../src/results.ts";

export const settings: Settings = {
  case: "pde",
  network: [2, 2, 1],
  noise: 0,
  epochs: [2, 1],
  batch: 4,
  learningRate: 1e-3,
  seeds: 2,
  ratios: [0.5, 0.9],
  strategies: ["elimination-compensation", "magnitude", "fully-connected"],
  nonlinearSamples: 0,
  precision: "f64",
  activation: "prelu",
  notes: ["Weights start in ±1/√fan-in."],
};

/** A row of that experiment; only what a test is about has to be said. */
export const row = (fields: Partial<Row>): Row => ({
  case: "pde",
  network: [2, 2, 1],
  noise: 0,
  strategy: "magnitude",
  ratio: 0.5,
  seed: 0,
  stage: "pruned",
  testLoss: 1,
  weightsKept: 3,
  seconds: 0.1,
  ...fields,
});

export const baseline = (fields: Partial<Row> = {}): Row =>
  row({ strategy: "baseline", stage: "baseline", ratio: 0, weightsKept: 6, ...fields });

/** Every row of the plan, `loss` saying how good each network is. */
export const complete = (loss: (row: Row) => number, plan: Settings = settings): Row[] =>
  Array.from({ length: plan.seeds }, (_, seed) => {
    const networks = plan.strategies.flatMap((strategy) =>
      plan.ratios.flatMap((ratio) => [
        ...(strategy === "fully-connected" ? [] : [row({ strategy, ratio, seed, stage: "pruned" })]),
        row({ strategy, ratio, seed, stage: "fine-tuned" }),
      ]),
    );
    return [baseline({ seed }), ...networks].map((each) => ({ ...each, testLoss: loss(each) }));
  }).flat();

export const resultsOf = (rows: readonly Row[], plan: Settings = settings): Results => ({
  format: "espalier-results",
  version: 1,
  settings: plan,
  environment: {
    node: "v26.10.0",
    platform: "linux",
    arch: "x64",
    cpu: "a processor",
    cores: 2,
    date: "2026-11-24T10:00:00.000Z",
    version: "0.1.0",
  },
  rows,
});
