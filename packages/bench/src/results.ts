import { FormatError } from "@espalier/tensor";
import { readResults } from "./results-schema.ts";

export { experiments, summarise } from "./report/summary.ts";
export type { Experiment, Spread, Summary } from "./report/summary.ts";

/** Everything one run of the experiments says; docs/results-format.md explains each field. */
export interface Results {
  readonly format: "espalier-results";
  readonly version: 1;
  readonly settings: Settings;
  readonly environment: Environment;
  readonly rows: readonly Row[];
}

export type Case = "pde" | "mnist";
export type Stage = "baseline" | "pruned" | "fine-tuned";

/** One network, measured on the test set. No two rows agree in everything from `case` to `stage`. */
export interface Row {
  readonly case: Case;
  /** d_0 … d_L of the network that is pruned, also in the rows of `fully-connected`. */
  readonly network: readonly number[];
  /** Half the width of the uniform noise on the data. */
  readonly noise: number;
  /** "baseline" in the row of the trained network, before anything is removed. */
  readonly strategy: string;
  /** ρ, the fraction of weights to remove; 0 in a baseline row. */
  readonly ratio: number;
  readonly seed: number;
  readonly stage: Stage;
  /** Mean over the test set. Infinity or NaN when the pruned network overflows. */
  readonly testLoss: number;
  /** Fraction of test samples classified correctly; classification only. */
  readonly testAccuracy?: number;
  /** Σ ‖W‖₀, biases not counted. */
  readonly weightsKept: number;
  /** Training time (baseline), time of scores and removal (pruned), or of fine-tuning (fine-tuned). */
  readonly seconds: number;
}

export interface Settings {
  readonly case: Case;
  readonly network: readonly number[];
  readonly noise: number;
  /** Before pruning, and after. */
  readonly epochs: readonly [number, number];
  readonly batch: number;
  readonly learningRate: number;
  /** How many weight initialisations. */
  readonly seeds: number;
  readonly ratios: readonly number[];
  readonly strategies: readonly string[];
  /** Samples on which `nonlinear` evaluates the network; 0 when it does not run. */
  readonly nonlinearSamples: number;
  readonly precision: "f64" | "f32";
  readonly activation: string;
  /** What we chose where the paper is silent, a sentence each. */
  readonly notes: readonly string[];
}

export interface Environment {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpu: string;
  readonly cores: number;
  /** ISO 8601, the start of the run. */
  readonly date: string;
  readonly peakMemoryBytes?: number;
  readonly wallSeconds?: number;
  /** Of Espalier. */
  readonly version: string;
}

/**
 * The text of results.json: settings spread out, one row a line, so that a diff or grep shows networks.
 *
 * @throws FormatError when the results could not be read back
 */
export function stringifyResults({ rows, ...head }: Results): string {
  const encode = (value: unknown, indent?: number): string =>
    JSON.stringify(value, (name, field: unknown) => (name === "testLoss" ? jsonLoss(field) : field), indent);
  const lines = rows.map((row) => `    ${encode(row)}`);
  const open = encode(head, 2).slice(0, -"\n}".length);
  const text = `${open},\n  "rows": [${lines.length === 0 ? "" : `\n${lines.join(",\n")}\n  `}]\n}\n`;
  parseResults(text);
  return text;
}

/** JSON has no Infinity and no NaN; a loss may be either, and is then written as a string. */
const jsonLoss = (loss: unknown): unknown =>
  typeof loss === "number" && !Number.isFinite(loss) ? String(loss) : loss;

/**
 * Reads what {@link stringifyResults} wrote.
 *
 * @throws FormatError naming the field: `rows[3].ratio: expected a number in [0, 1]; received 80`
 */
export function parseResults(text: string): Results {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FormatError("results", "JSON", error instanceof Error ? error.message : String(error));
  }
  return readResults(json);
}
