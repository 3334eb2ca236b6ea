import { distil, outputComparison, pruning } from "@espalier/prune";
import type { Network, Pruned, PrunedByStages, Samples, Work } from "@espalier/prune";
import * as v from "valibot";
import { cases } from "../../cases/index.ts";
import { amount, count, fraction, list, oneOf, text, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import { calibrationSamples } from "../calibration-samples.ts";
import type { TaskContext } from "../context.ts";
import { damage, quality, qualityOf } from "../measure.ts";
import { distillingOf, fineTune, metricOf } from "../steps.ts";
import { streamOf } from "../streams.ts";
import { study } from "./study.ts";

/** A way to compensate for removed weights. */
const method = v.strictObject({
  name: text,
  compensation: oneOf("none", "bias", "bias-joint", "row", "network"),
  effort: v.exactOptional(oneOf("quick", "default", "thorough")),
  /** Stages: as many as the effort asks for by default. */
  steps: v.exactOptional(count),
  /** That of the case by default: `softmax` for classifiers, `outputs` for regressions. */
  metric: v.exactOptional(oneOf("outputs", "softmax")),
  /** The goal of the solver: the outputs of the dense network, which is the default, or the labels. */
  objective: v.exactOptional(oneOf("dense", "labels")),
  /** Epochs of Adam on the outputs of the dense network, afterwards. */
  distil: v.exactOptional(count),
  /** Epochs of Adam on the labels, afterwards. */
  fineTune: v.exactOptional(count),
  ratios: list(fraction),
  /** Training samples, drawn at random, that the method prunes by: all by default. */
  samples: v.exactOptional(count),
  /** Weight initialisations, if fewer than those of the experiment. */
  seeds: v.exactOptional(count),
});
export type Method = Read<typeof method>;

const row = v.strictObject({
  seed: whole,
  method: text,
  ratio: fraction,
  ...quality,
  outputChange: damage.outputChange,
  /** How often all samples of the method were gone through: by gradients, products and values of Q, or epochs. */
  passes: amount,
});
export type LadderRow = Read<typeof row>;

/** Compensations by ever more parameters, and training for as long. */
export const ladder = study({
  options: v.strictObject({ methods: list(method) }),
  row,
  units: ({ methods }, seed) =>
    methods
      .filter(({ seeds = Infinity }) => seed < seeds)
      .flatMap(({ name, ratios }) => ratios.map((ratio) => ({ method: name, ratio }))),
  passes: (unit, { methods }) => {
    const {
      effort = "default",
      compensation,
      distil: own = 0,
      fineTune: labelled = 0,
    } = methodOf(methods, unit);
    const solved = compensation === "network" ? { quick: 15, default: 60, thorough: 250 }[effort] : 2;
    return solved + own + labelled;
  },
  measure(unit, { methods }, context) {
    const { seed, data, timed } = context;
    const { method: name, ratio } = unit;
    const asked = methodOf(methods, unit);
    const baseline = context.baseline();
    const samples = asked.samples === undefined ? data.train : calibrationSamples(context, asked.samples);
    const [[pruned, epochs]] = timed(`${name}, ρ = ${ratio}`, work(context, baseline, samples, asked, ratio));
    const { network } = pruned;
    const passes = epochs + visitsOf(pruned) / samples.inputs.shape[0];
    const outputChange = outputComparison(baseline, data.train.inputs)(network).meanSquare;
    return [{ seed, method: name, ratio, ...qualityOf(context, network), outputChange, passes }];
  },
});

function* work(
  context: TaskContext,
  baseline: Network,
  { inputs, targets }: Samples,
  { compensation, effort, steps, metric: own, objective, distil: epochs = 0, fineTune: labelled = 0 }: Method,
  ratio: number,
): Work<readonly [Pruned & Partial<PrunedByStages>, number]> {
  const { recipe, seed } = context;
  const { loss } = cases[recipe.case];
  const metric = own ?? metricOf(recipe);
  const random = streamOf(seed, "calibration samples");
  const labels = objective === "labels" ? { objective, targets, loss } : {};
  const options = { ratio, compensation, metric, effort, steps, random, ...labels };
  const pruned = yield* pruning(baseline, inputs, options);
  if (epochs > 0) {
    const trained = { metric, epochs, ...distillingOf(context), masks: pruned.masks };
    return [{ ...pruned, network: yield* distil(pruned.network, baseline, inputs, trained) }, epochs];
  }
  if (labelled === 0) return [pruned, 0];
  return [{ ...pruned, network: yield* fineTune(context, seed, pruned, { epochs: labelled }) }, labelled];
}

const visitsOf = ({ stages = [] }: Partial<PrunedByStages>): number =>
  stages.reduce((sum, { visits }) => sum + visits, 0);

/** By its name and a ratio, as the methods of one name may differ in what they are measured at. */
function methodOf(
  methods: readonly Method[],
  unit: { readonly method: string; readonly ratio: number },
): Method {
  const found = methods.find(({ name, ratios }) => name === unit.method && ratios.includes(unit.ratio));
  if (found === undefined) throw new Error(`no method is named ${unit.method} at ${unit.ratio}`);
  return found;
}
