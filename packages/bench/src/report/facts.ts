import type { Environment, Row, Settings } from "../results.ts";
import { showBytes, showCount, showSeconds } from "./numbers.ts";
import { isPruning, plural, problemOf, weightCount } from "./words.ts";

type Fact = readonly [name: string, value: string];

/** What was run, in one sentence. */
export function runOf(settings: Settings): string {
  const [before, after] = settings.epochs;
  return (
    `A ${settings.network.join("-")} network (${showCount(weightCount(settings.network))} weights) was trained on ` +
    `${problemOf(settings)} for ${plural(before, "epoch")} from ` +
    `${plural(settings.seeds, "weight initialisation")}, reduced by ${settings.strategies.length} strategies at ` +
    `${plural(settings.ratios.length, "pruning ratio")}, and fine-tuned for ${plural(after, "epoch")}.`
  );
}

/** Empty when every planned network is there. */
export function progressOf(rows: readonly Row[], { seeds, ratios, strategies }: Settings): string {
  const pruning = strategies.filter(isPruning).length;
  const planned = seeds * (1 + ratios.length * (strategies.length + pruning));
  return rows.length >= planned
    ? ""
    : `This run is not complete: ${showCount(rows.length)} of ${showCount(planned)} measurements are in.`;
}

export const settingFacts = (settings: Settings): Fact[] => [
  ["case", settings.case],
  ["layer sizes", settings.network.join(", ")],
  ["noise", settings.noise === 0 ? "none" : `uniform in ±${settings.noise}`],
  ["activation", settings.activation],
  ["epochs before and after pruning", settings.epochs.join(" + ")],
  ["batch", `${settings.batch} samples`],
  ["optimiser", `Adam, learning rate ${settings.learningRate}`],
  ["weight initialisations (seeds)", String(settings.seeds)],
  ["pruning ratios", settings.ratios.join(", ")],
  ["strategies", settings.strategies.join(", ")],
  ...(settings.nonlinearSamples > 0
    ? ([["samples on which nonlinear evaluates", showCount(settings.nonlinearSamples)]] as const)
    : []),
  ["precision", settings.precision === "f32" ? "32 bit floating point" : "64 bit floating point"],
];

export const environmentFacts = (environment: Environment): Fact[] => [
  ["Espalier", environment.version],
  ["Node.js", environment.node],
  ["system", `${environment.platform} ${environment.arch}`],
  ["processor", `${environment.cpu}, ${plural(environment.cores, "core")}`],
  ["started", environment.date],
  ...(environment.wallSeconds === undefined
    ? []
    : ([["took", showSeconds(environment.wallSeconds)]] as const)),
  ...(environment.peakMemoryBytes === undefined
    ? []
    : ([["peak memory", showBytes(environment.peakMemoryBytes)]] as const)),
];
