import { outputComparison, pruningInSteps } from "@espalier/prune";
import * as v from "valibot";
import { count, fraction, list, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import { damage, quality, qualityOf } from "../measure.ts";
import { scoresOf } from "../steps.ts";
import { proposed } from "../strategies.ts";
import { study } from "./study.ts";

const row = v.strictObject({
  seed: whole,
  steps: count,
  ratio: fraction,
  ...quality,
  outputChange: damage.outputChange,
});
export type StepsRow = Read<typeof row>;

/** The proposed method in k steps of equal size, scored before each, and measured right after the last. */
export const steps = study({
  options: v.strictObject({ steps: list(count), ratios: list(fraction) }),
  row,
  units: ({ steps: counts }) => counts.map((each) => ({ steps: each })),
  passes: (unit, { ratios }) => unit.steps * ratios.length,
  measure(unit, { ratios }, context) {
    const { seed, data, timed } = context;
    const baseline = context.baseline();
    const compare = outputComparison(baseline, data.train.inputs);
    return ratios.map((ratio) => {
      const work = pruningInSteps(baseline, ratio, unit.steps, (left) =>
        scoresOf(context, seed, left, proposed),
      );
      const [{ network }] = timed(`${unit.steps} to ρ = ${ratio}`, work);
      const outputChange = compare(network).meanSquare;
      return { seed, steps: unit.steps, ratio, ...qualityOf(context, network), outputChange };
    });
  },
});
