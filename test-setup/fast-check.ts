import { configureGlobal } from "fast-check";

// One seed for everybody, so that a run repeats; FC_SEED and FC_RUNS draw other and more cases.
configureGlobal({
  seed: Number(process.env["FC_SEED"] ?? 20260223),
  numRuns: Number(process.env["FC_RUNS"] ?? 100),
});
