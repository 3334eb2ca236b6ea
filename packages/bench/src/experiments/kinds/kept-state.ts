import { cut } from "@espalier/prune";
import * as v from "valibot";
import { fraction, list, whole } from "@espalier/pages/results";
import { quality, qualityOf } from "../measure.ts";
import { fineTune, scoresOf, trainBaseline } from "../steps.ts";
import { proposed } from "../strategies.ts";
import { study } from "./study.ts";

/**
 * The proposed method after fine-tuning that goes on with the state in which training left Adam. The training before pruning is
 * done again for that state, which is not kept; it ends with the same network.
 */
export const keptState = study({
  options: v.strictObject({ ratios: list(fraction) }),
  row: v.strictObject({ seed: whole, ratio: fraction, ...quality }),
  needsBaseline: false,
  units: () => [{}],
  passes: (_, { ratios }, [before, after]) => before + after * ratios.length,
  measure(_, { ratios }, context) {
    const { seed, timed } = context;
    const [{ network, state }] = timed("training", trainBaseline(context, seed));
    const [scores] = timed("scores", scoresOf(context, seed, network, proposed));
    return ratios.map((ratio) => {
      const [tuned] = timed(`ρ = ${ratio}`, fineTune(context, seed, cut(network, scores, ratio), { state }));
      return { seed, ratio, ...qualityOf(context, tuned) };
    });
  },
});
