import { compareOutputs, evaluate, sizesOf } from "@espalier/prune";
import * as v from "valibot";
import { cases } from "../../cases/index.ts";
import { count, fraction, list, measure, oneOf, text, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import { familyDistilled, familyFineTuned, familyFromScratch, familyWork } from "./family-methods.ts";
import { study } from "./study.ts";

/** A method of the family, at some amounts. */
const method = v.strictObject({
  /** Its granularity and its name, such as `neuron: corp`; see `familyWork`. */
  name: text,
  amounts: list(fraction),
  /** Whether the networks are fine-tuned too. */
  fineTuned: v.boolean(),
  /** Whether the networks are trained on the outputs of the dense one too, without labels. */
  distilled: v.exactOptional(v.boolean()),
  /** Whether a dense network of the same sizes is trained from scratch beside it. */
  fromScratch: v.boolean(),
  /** Weight initialisations, if fewer than those of the experiment. */
  seeds: v.exactOptional(count),
});
export type FamilyMethod = Read<typeof method>;

const row = v.strictObject({
  seed: whole,
  method: text,
  /** Of the hidden neurons, the inputs or the weights. */
  amount: fraction,
  stage: oneOf("pruned", "distilled", "fine-tuned", "from-scratch"),
  testLoss: measure,
  testAccuracy: v.exactOptional(fraction),
  /** On the training samples: what a choice may be made by. */
  trainLoss: measure,
  /** d_0 … d_L */
  sizes: list(count),
  /** √(E‖ΔNN‖² / E‖NN‖²) on training inputs, right after pruning; absent where the inputs differ. */
  change: v.exactOptional(measure),
});
export type FamilyRow = Read<typeof row>;

/** Every method that the paper cites, and its structured relatives, on one network. */
export const family = study({
  options: v.strictObject({ methods: list(method) }),
  row,
  units: ({ methods }, seed) =>
    methods.filter(({ seeds = Infinity }) => seed < seeds).map(({ name }) => ({ method: name })),
  passes: (unit, { methods }, [before, after]) => {
    const { amounts, fineTuned, distilled, fromScratch } = methodOf(methods, unit.method);
    const each =
      1 + (fineTuned ? after : 0) + (distilled ? after : 0) + (fromScratch ? before + after + 40 : 0);
    return amounts.length * each;
  },
  measure({ method: name }, { methods }, context) {
    const { seed, recipe, data, timed } = context;
    const { loss } = cases[recipe.case];
    const chosen = methodOf(methods, name);
    return chosen.amounts.flatMap((amount): FamilyRow[] => {
      const [pruned] = timed(`amount ${amount}`, familyWork(context, name, amount));
      const rowOf = (network: typeof pruned.network, stage: FamilyRow["stage"]): FamilyRow => {
        const { loss: testLoss, accuracy } = evaluate(network, pruned.test, loss);
        return {
          seed,
          method: name,
          amount,
          stage,
          testLoss,
          ...(accuracy === undefined ? {} : { testAccuracy: accuracy }),
          trainLoss: evaluate(network, pruned.train, loss).loss,
          sizes: sizesOf(network),
        };
      };
      const { network, train } = pruned;
      const isWhole = train === data.train;
      const rows: FamilyRow[] = [
        {
          ...rowOf(network, "pruned"),
          ...(isWhole ? { change: compareOutputs(context.baseline(), network, train.inputs).relative } : {}),
        },
      ];
      if (chosen.distilled)
        rows.push(rowOf(timed(`distilling ${amount}`, familyDistilled(context, pruned))[0], "distilled"));
      if (chosen.fineTuned)
        rows.push(rowOf(timed(`fine-tuning ${amount}`, familyFineTuned(context, pruned))[0], "fine-tuned"));
      if (chosen.fromScratch) {
        const work = familyFromScratch(context, sizesOf(network));
        rows.push(rowOf(timed(`from scratch ${amount}`, work)[0], "from-scratch"));
      }
      return rows;
    });
  },
});

function methodOf(methods: readonly FamilyMethod[], name: string): FamilyMethod {
  const found = methods.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no method is named ${name}`);
  return found;
}
