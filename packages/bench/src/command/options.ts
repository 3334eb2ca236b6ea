import { strategyOf } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import { cases } from "../cases/index.ts";
import type { Settings } from "../results.ts";
import { list, number, oneOf, sizes, unique, whole } from "./values.ts";

/** What the command line hands over: the text behind each option. */
export interface RawOptions {
  readonly case: string;
  readonly network?: string;
  readonly noise?: string;
  readonly epochs?: string;
  readonly batch: string;
  readonly learningRate: string;
  readonly seeds: string;
  readonly ratios?: string;
  readonly strategies: string;
  readonly nonlinearSamples: string;
  readonly precision: string;
}

/**
 * The settings of a run, from the command line and the defaults of its case.
 *
 * @param own names of strategies of the user's own, which take part whether they are named or not
 * @throws ValueError naming the option
 */
export function settingsOf(raw: RawOptions, own: readonly string[] = []): Settings {
  const name = oneOf("--case", raw.case, ["pde", "mnist"]);
  const { defaults, inputs, outputs, notes } = cases[name];
  const noise = raw.noise === undefined ? defaults.noise : number("--noise", raw.noise, 0);
  if (name === "mnist" && noise !== 0)
    throw new ValueError("--noise", "0, as only the case pde has noise", `${noise}`);
  const named = list(raw.strategies).map((strategy) =>
    own.includes(strategy) ? strategy : strategyOf("--strategies", strategy).name,
  );
  const strategies = [...named, ...own.filter((strategy) => !named.includes(strategy))];
  return {
    case: name,
    network: raw.network === undefined ? defaults.network : sizes("--network", raw.network, inputs, outputs),
    noise,
    epochs: raw.epochs === undefined ? defaults.epochs : epochs(raw.epochs),
    batch: whole("--batch", raw.batch, 1),
    learningRate: number("--learning-rate", raw.learningRate, 0),
    seeds: whole("--seeds", raw.seeds, 1),
    ratios: raw.ratios === undefined ? defaults.ratios : ratios(raw.ratios),
    strategies: unique("--strategies", strategies),
    nonlinearSamples: strategies.includes("nonlinear")
      ? whole("--nonlinear-samples", raw.nonlinearSamples, 1)
      : 0,
    precision: oneOf("--precision", raw.precision, ["f64", "f32"]),
    activation: "prelu",
    notes,
  };
}

/** `30,15`: before pruning, and after. */
function epochs(text: string): [number, number] {
  const [before, after, ...more] = list(text).map((part) => whole("--epochs", part, 0));
  if (before === undefined || after === undefined || more.length > 0)
    throw new ValueError("--epochs", "two numbers, before and after pruning, such as 30,15", text);
  return [before, after];
}

/** `0.5,0.8`, ascending. */
const ratios = (text: string): readonly number[] =>
  unique(
    "--ratios",
    list(text).map((part) => number("--ratios", part, 0, 1)),
  ).toSorted((a, b) => a - b);
