import { distil, outputComparison, pruning } from "@espalier/prune";
import type { Network, Pruned, PrunedByStages, Work } from "@espalier/prune";
import * as v from "valibot";
import { cases } from "../../cases/index.ts";
import { amount, count, fraction, list, oneOf, text, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import type { TaskContext } from "../context.ts";
import { damage, quality, qualityOf } from "../measure.ts";
import { streamOf } from "../streams.ts";
import { study } from "./study.ts";

/** A way to make up for removed weights, without labels. */
const method = v.strictObject({
  name: text,
  compensation: oneOf("none", "bias", "bias-joint", "row", "network"),
  effort: v.exactOptional(oneOf("quick", "default", "thorough")),
  /** Stages of a solver: as many as the effort asks for by default. */
  steps: v.exactOptional(count),
  /** Epochs of Adam on the outputs of the dense network, afterwards. */
  distil: v.exactOptional(count),
  ratios: list(fraction),
});
export type Method = Read<typeof method>;

const row = v.strictObject({
  seed: whole,
  method: text,
  ratio: fraction,
  ...quality,
  outputChange: damage.outputChange,
  /** How often all training samples were gone through: by gradients, products and values of Q, or epochs. */
  passes: amount,
});
export type LadderRow = Read<typeof row>;

/** Compensations by ever more parameters, right after pruning, with no label. */
export const ladder = study({
  options: v.strictObject({ methods: list(method) }),
  row,
  units: ({ methods }) => methods.map(({ name }) => ({ method: name })),
  passes: (unit, { methods }) => {
    const { effort = "default", compensation, distil: epochs = 0, ratios } = methodOf(methods, unit.method);
    const solved = compensation === "network" ? { quick: 15, default: 60, thorough: 250 }[effort] : 2;
    return ratios.length * (solved + epochs);
  },
  measure(unit, { methods }, context) {
    const { seed, data, timed } = context;
    const baseline = context.baseline();
    const compare = outputComparison(baseline, data.train.inputs);
    const chosen = methodOf(methods, unit.method);
    return chosen.ratios.map((ratio) => {
      const [[pruned, epochs]] = timed(`to ρ = ${ratio}`, work(context, baseline, chosen, ratio));
      const { network } = pruned;
      const passes = epochs + visitsOf(pruned) / data.train.inputs.shape[0];
      const outputChange = compare(network).meanSquare;
      return { seed, method: unit.method, ratio, ...qualityOf(context, network), outputChange, passes };
    });
  },
});

function* work(
  { recipe, data, seed }: TaskContext,
  baseline: Network,
  { compensation, effort, steps, distil: epochs = 0 }: Method,
  ratio: number,
): Work<readonly [Pruned & Partial<PrunedByStages>, number]> {
  const { inputs } = data.train;
  const metric = cases[recipe.case].loss === "softmax-cross-entropy" ? "softmax" : "outputs";
  const random = streamOf(seed, "calibration samples");
  const pruned = yield* pruning(baseline, inputs, { ratio, compensation, metric, effort, steps, random });
  if (epochs === 0) return [pruned, 0];
  const { batch, learningRate } = recipe;
  const options = { metric, epochs, batch, learningRate, masks: pruned.masks } as const;
  const order = streamOf(seed, "order of fine-tuning");
  const network = yield* distil(pruned.network, baseline, inputs, { ...options, random: order });
  return [{ ...pruned, network }, epochs];
}

const visitsOf = ({ stages = [] }: Partial<PrunedByStages>): number =>
  stages.reduce((sum, { visits }) => sum + visits, 0);

function methodOf(methods: readonly Method[], name: string): Method {
  const found = methods.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no method is named ${name}`);
  return found;
}
