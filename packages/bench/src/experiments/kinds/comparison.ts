import { cut, outputComparison, pruning, sizesOf, strategyOf } from "@espalier/prune";
import type { Network, OutputDifference, Pruned } from "@espalier/prune";
import { cases } from "../../cases/index.ts";
import { secondsSince } from "../context.ts";
import type { TaskContext } from "../context.ts";
import type { Experiment } from "../experiment.ts";
import { keptOf, pictureOf, qualityOf, removedImportance, truePicture } from "../measure.ts";
import type { NetworkRow } from "../measure.ts";
import type { Entry } from "../results.ts";
import { fineTune, scoresOf, trainBaseline, trainFromScratch, untrained } from "../steps.ts";
import { streamOf } from "../streams.ts";
import { isPruning, wholeNetwork } from "../strategies.ts";
import type { Kind, Unit } from "./kind.ts";

/** One network of a comparison. */
export interface NetworkUnit extends Unit {
  readonly kind: "pruned" | "fine-tuned" | "from-scratch";
  readonly strategy: string;
  readonly ratio: number;
}

export const comparisonUnits = ({ comparisons }: Experiment, seed: number): NetworkUnit[] =>
  comparisons.flatMap(({ strategies, pruned, fineTuned }) =>
    strategies.flatMap((strategy) => {
      const units = (kind: NetworkUnit["kind"], ratios: readonly number[]): NetworkUnit[] =>
        ratios.map((ratio) => ({ kind, seed, strategy, ratio }));
      return isPruning(strategy)
        ? [...units("pruned", pruned), ...units("fine-tuned", fineTuned)]
        : units("from-scratch", fineTuned);
    }),
  );

/** The training before pruning. */
export const baseline: Kind = {
  needsBaseline: false,
  passes: (_, { recipe: { epochs } }) => epochs[0],
  measure(_, experiment, context) {
    const [{ network }, training] = context.timed("training", trainBaseline(context, context.seed));
    const where = { strategy: "baseline", ratio: 0, stage: "baseline" } as const;
    return { entries: entriesOf(experiment, context, network, where), costs: { training }, network };
  },
};

/** The strategies of one seed start from the same network, and a strategy scores its weights once for all ratios. */
const taskOf = ({ seed, strategy }: NetworkUnit): string => `${seed} ${strategy}`;

/** Right after pruning. */
export const pruned: Kind<NetworkUnit> = {
  needsBaseline: true,
  task: taskOf,
  passes: () => 1,
  measure({ strategy, ratio }, experiment, context) {
    const { compare, cutTo, seconds } = scored(strategy, context);
    const start = performance.now();
    const left = cutTo(ratio);
    const costs = { scores: seconds, removal: secondsSince(start) };
    const damage = {
      removedImportance: removedImportance(left),
      outputChange: compare(left.network).meanSquare,
    };
    const where = { strategy, ratio, stage: "pruned" } as const;
    return { entries: entriesOf(experiment, context, left.network, where, damage), costs };
  },
};

/** After fine-tuning. */
export const fineTuned: Kind<NetworkUnit> = {
  needsBaseline: true,
  task: taskOf,
  passes: (_, { recipe: { epochs } }) => epochs[1],
  measure({ strategy, ratio }, experiment, context) {
    const work = fineTune(context, context.seed, scored(strategy, context).cutTo(ratio));
    const [network, training] = context.timed(`ρ = ${ratio}`, work);
    const where = { strategy, ratio, stage: "fine-tuned" } as const;
    return { entries: entriesOf(experiment, context, network, where), costs: { training } };
  },
};

/** A smaller dense network, trained for as many epochs as the others in all. */
export const fromScratch: Kind<NetworkUnit> = {
  needsBaseline: false,
  passes: (_, { recipe: { epochs } }) => epochs[0] + epochs[1],
  measure({ strategy: name, ratio }, experiment, context) {
    const strategy = strategyOf("fromScratch", name);
    if (strategy.kind !== "retrain") throw new Error(`${name} does not train from scratch`);
    const start = untrained(context, context.seed, strategy, ratio);
    const label = `training ${sizesOf(start).join("-")}`;
    const [network, training] = context.timed(label, trainFromScratch(context, context.seed, start));
    const where = { strategy: name, ratio, stage: "fine-tuned" } as const;
    return { entries: entriesOf(experiment, context, network, where), costs: { training } };
  },
};

/** What the networks of one strategy and one seed have in common. */
interface Scored {
  readonly compare: (network: Network) => OutputDifference;
  readonly cutTo: (ratio: number) => Pruned;
  /** Of the scores; 0 where each ratio is scored anew. */
  readonly seconds: number;
}

const scored = (strategy: string, context: TaskContext): Scored =>
  context.once("scored", () => {
    const whole = context.baseline();
    const compare = outputComparison(whole, context.data.train.inputs);
    if (strategy === wholeNetwork)
      return { compare, cutTo: (ratio) => solvedTo(ratio, whole, context), seconds: 0 };
    const [scores, seconds] = context.timed("scores", scoresOf(context, context.seed, whole, strategy));
    return { compare, cutTo: (ratio) => cut(whole, scores, ratio), seconds };
  });

/** Once a ratio, as right after pruning and before fine-tuning it is the same network. */
const solvedTo = (ratio: number, whole: Network, context: TaskContext): Pruned =>
  context.once(`solved to ${ratio}`, () => {
    const { recipe, data, seed } = context;
    const metric = cases[recipe.case].loss === "softmax-cross-entropy" ? "softmax" : "outputs";
    const random = streamOf(seed, "calibration samples");
    const options = { ratio, compensation: "network", effort: "quick", metric, random } as const;
    return context.timed(`ρ = ${ratio}`, pruning(whole, data.train.inputs, options))[0];
  });

type Where = Pick<NetworkRow, "strategy" | "ratio" | "stage">;
type Damage = Pick<NetworkRow, "removedImportance" | "outputChange">;

/** The row of a network, and its picture where one is kept. */
function entriesOf(
  { pictureRatio }: Experiment,
  context: TaskContext,
  network: Network,
  where: Where,
  damage: Damage = {},
): Entry[] {
  const { strategy, ratio, stage } = where;
  const { seed } = context;
  const row = { seed, ...where, ...qualityOf(context, network), kept: keptOf(network), ...damage };
  const entries: Entry[] = [{ list: "rows", row }];
  const isBaseline = stage === "baseline";
  if (pictureRatio === undefined || seed !== 0 || !(isBaseline || ratio === pictureRatio)) return entries;
  if (isBaseline)
    entries.push({ list: "pictures", row: { strategy, stage: "truth", values: truePicture(context) } });
  entries.push({ list: "pictures", row: { strategy, stage, values: pictureOf(context, network) } });
  return entries;
}
