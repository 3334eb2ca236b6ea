import { strategyOf } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import { cases } from "../../cases/index.ts";
import { list, number, oneOf, sizes, unique, whole } from "../../terminal/values.ts";
import type { Recipe } from "../../cases/recipe.ts";
import type { Experiment } from "../experiment.ts";
import { wholeNetwork } from "../strategies.ts";
import { nameOf } from "./grid.ts";

/** What the command line of `npm start` hands over: the text behind each option. */
export interface StartOptions {
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
 * The experiment of `npm start`, from the command line and the defaults of its case.
 *
 * @param own names of strategies of the user's own, which take part whether they are named or not
 * @param pdebench what the recipe says of PDEBench's file, if u is read from one
 * @throws ValueError naming the option
 */
export function startExperiment(
  raw: StartOptions,
  own: readonly string[] = [],
  pdebench: Pick<Recipe, "pdebench"> = {},
): Experiment {
  const name = oneOf("--case", raw.case, ["pde", "mnist"]);
  const { defaults, inputs, outputs } = cases[name];
  const noise = raw.noise === undefined ? defaults.noise : number("--noise", raw.noise, 0);
  if (name === "mnist" && noise !== 0)
    throw new ValueError("--noise", "0, as only the case pde has noise", `${noise}`);
  const named = list(raw.strategies).map((strategy) =>
    own.includes(strategy) || strategy === wholeNetwork
      ? strategy
      : strategyOf("--strategies", strategy).name,
  );
  const strategies = [...named, ...own.filter((strategy) => !named.includes(strategy))];
  const ratios = raw.ratios === undefined ? defaults.ratios : ratiosOf(raw.ratios);
  const recipe = {
    case: name,
    network: raw.network === undefined ? defaults.network : sizes("--network", raw.network, inputs, outputs),
    noise,
    epochs: raw.epochs === undefined ? defaults.epochs : epochsOf(raw.epochs),
    batch: whole("--batch", raw.batch, 1),
    learningRate: number("--learning-rate", raw.learningRate, 0),
    nonlinearSamples: strategies.includes("nonlinear")
      ? whole("--nonlinear-samples", raw.nonlinearSamples, 1)
      : 0,
    precision: oneOf("--precision", raw.precision, ["f64", "f32"]),
    ...pdebench,
  };
  return {
    name: nameOf(recipe),
    recipe,
    seeds: whole("--seeds", raw.seeds, 1),
    comparisons: [{ strategies: unique("--strategies", strategies), pruned: ratios, fineTuned: ratios }],
    studies: {},
    alone: [],
  };
}

/** `30,15`: before pruning, and after. */
function epochsOf(text: string): [number, number] {
  const [before, after, ...more] = list(text).map((part) => whole("--epochs", part, 0));
  if (before === undefined || after === undefined || more.length > 0)
    throw new ValueError("--epochs", "two numbers, before and after pruning, such as 30,15", text);
  return [before, after];
}

/** `0.5,0.8`, ascending. */
const ratiosOf = (text: string): readonly number[] =>
  unique(
    "--ratios",
    list(text).map((part) => number("--ratios", part, 0, 1)),
  ).toSorted((a, b) => a - b);
