import { cut, outputComparison, scoring } from "@espalier/prune";
import * as v from "valibot";
import { count, fraction, list, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import { damage, quality, qualityOf, removedImportance } from "../measure.ts";
import { proposed } from "../strategies.ts";
import { streamOf } from "../streams.ts";
import { study } from "./study.ts";

const row = v.strictObject({ seed: whole, samples: count, ratio: fraction, ...quality, ...damage });
export type CalibrationRow = Read<typeof row>;

/**
 * The proposed method, scored on the first samples of one random order and measured right after pruning. More samples include
 * the fewer; more than there are mean all.
 */
export const calibration = study({
  options: v.strictObject({ samples: list(count), ratios: list(fraction) }),
  row,
  units: ({ samples }) => samples.map((each) => ({ samples: each })),
  passes: () => 1,
  measure({ samples }, { ratios }, context) {
    const { seed, data, timed } = context;
    const { inputs } = data.train;
    const baseline = context.baseline();
    const random = streamOf(seed, "calibration samples");
    const work = scoring(baseline, inputs, { strategy: proposed, samples, random });
    const [scores] = timed(`${samples} samples`, work);
    const compare = outputComparison(baseline, inputs);
    return ratios.map((ratio) => {
      const pruned = cut(baseline, scores, ratio);
      return {
        seed,
        samples,
        ratio,
        ...qualityOf(context, pruned.network),
        removedImportance: removedImportance(pruned),
        outputChange: compare(pruned.network).meanSquare,
      };
    });
  },
});
