import { cut, outputComparison } from "@espalier/prune";
import { zeros } from "@espalier/tensor";
import * as v from "valibot";
import { fraction, list, oneOf, text, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import { damage, quality, qualityOf } from "../measure.ts";
import { scoresOf } from "../steps.ts";
import { proposed } from "../strategies.ts";
import { study } from "./study.ts";

const row = v.strictObject({
  seed: whole,
  ranking: text,
  /** What a bias gains for a removed weight: nothing, W E[x], or W E[G x]/E[G]. */
  compensation: oneOf("none", "mean", "sensitivity"),
  ratio: fraction,
  ...quality,
  outputChange: damage.outputChange,
});
export type CrossedRow = Read<typeof row>;

/** The ranking of each strategy with every compensation, right after pruning: what each of them gains are two claims. */
export const crossed = study({
  options: v.strictObject({ rankings: list(text), ratios: list(fraction) }),
  row,
  units: ({ rankings }) => rankings.map((strategy) => ({ strategy })),
  passes: (_, { ratios }) => ratios.length,
  measure({ strategy }, { ratios }, context) {
    const { seed, data, timed } = context;
    const baseline = context.baseline();
    const scoresBy = (name: string) => scoresOf(context, seed, baseline, name);
    const [ranked] = timed("ranking", scoresBy(strategy));
    const [weighted] = strategy === proposed ? [ranked] : timed("compensation", scoresBy(proposed));
    const [unweighted] = timed("mean", scoresBy("mean-replacement"));
    const compensations = {
      none: baseline.layers.map(({ weight }) => zeros(weight.shape)),
      mean: unweighted.map(({ compensation }) => compensation),
      sensitivity: weighted.map(({ compensation }) => compensation),
    };
    const compare = outputComparison(baseline, data.train.inputs);
    return (["none", "mean", "sensitivity"] as const).flatMap((compensation) => {
      const tensors = compensations[compensation];
      const scores = ranked.map(({ importance }, k) => ({ importance, compensation: tensors[k] }));
      return ratios.map((ratio) => {
        const { network } = cut(baseline, scores, ratio);
        const outputChange = compare(network).meanSquare;
        return {
          seed,
          ranking: strategy,
          compensation,
          ratio,
          ...qualityOf(context, network),
          outputChange,
        };
      });
    });
  },
});
