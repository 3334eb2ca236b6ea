import { configureGlobal } from "fast-check";

// One seed for all tests, so that a run repeats; FC_SEED and FC_RUNS draw other and more cases.
// A browser has no environment variables.
const { FC_SEED = "20260223", FC_RUNS = "50" } = typeof process === "undefined" ? {} : process.env;
configureGlobal({ seed: Number(FC_SEED), numRuns: Number(FC_RUNS) });
