import { amount, caseName, count, epochs, fraction, layerSizes, measure, whole } from "./fields.ts";
import { list, object, oneOf, refuse, text } from "./readers.ts";
import type { Reader } from "./readers.ts";
import type { Environment, Results, Row, Settings } from "./results.ts";

const date: Reader<string> = (at, value) =>
  Number.isNaN(Date.parse(text(at, value))) ? refuse(at, "a date in ISO 8601", value) : text(at, value);

const where = { case: caseName, network: layerSizes, noise: amount };
const settings: Reader<Settings> = object({
  ...where,
  epochs,
  batch: count,
  learningRate: amount,
  seeds: count,
  ratios: list(fraction),
  strategies: list(text),
  nonlinearSamples: whole,
  precision: oneOf("f64", "f32"),
  activation: text,
  notes: list(text),
});

/** What ran, and where. */
export const readEnvironment: Reader<Environment> = object(
  { node: text, platform: text, arch: text, cpu: text, cores: count, date, version: text },
  { peakMemoryBytes: amount, wallSeconds: amount },
);

const stage = oneOf("baseline", "pruned", "fine-tuned");
const measured = { testLoss: measure, weightsKept: whole, seconds: amount };
const fields: Reader<Row> = object(
  { ...where, strategy: text, ratio: fraction, seed: whole, stage, ...measured },
  { testAccuracy: fraction },
);

/** A baseline row is one by its strategy, its stage and its ratio, or by none of them. */
const row: Reader<Row> = (at, value) => {
  const read = fields(at, value);
  if ((read.stage === "baseline") !== (read.strategy === "baseline"))
    refuse(`${at}.strategy`, '"baseline" at the stage "baseline" and only there', read.strategy);
  if (read.stage === "baseline" && read.ratio !== 0) refuse(`${at}.ratio`, "0 in a baseline row", read.ratio);
  return read;
};

/** A network measured twice would count twice in every mean. */
const rows: Reader<Row[]> = (at, value) => {
  const seen = new Map<string, string>();
  return list(row)(at, value).map((each, index) => {
    const key = JSON.stringify([
      each.case,
      each.network,
      each.noise,
      each.strategy,
      each.ratio,
      each.seed,
      each.stage,
    ]);
    const first = seen.get(key);
    if (first !== undefined) refuse(`${at}[${index}]`, `another network than that of ${first}`, each);
    seen.set(key, `${at}[${index}]`);
    return each;
  });
};

const body: Reader<Results> = object({
  format: oneOf("espalier-results"),
  version: oneOf(1),
  settings,
  environment: readEnvironment,
  rows,
});

/** Format and version come first: in a file of another version every other complaint would mislead. */
export function readResults(json: unknown): Results {
  const { format, version } = (json ?? {}) as Partial<Results>; // only compared, and then read properly
  if (format !== "espalier-results") refuse("format", '"espalier-results"', format);
  if (version !== 1) refuse("version", "1", version);
  return body("", json);
}
