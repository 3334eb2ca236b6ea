import { layerInputs, chunks } from "@espalier/network";
import type { Layer } from "@espalier/network";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/** What a forward pass says about units. */
interface Moments {
  readonly mean: Float64Array;
  /** Around the mean, over N. */
  readonly variance: Float64Array;
  /** The fraction of samples with x_j > 0. */
  readonly active: Float64Array;
}

/** A strategy that looks at the values of the units, and at the weights that read them. It needs no derivative. */
export const fromMoments = (
  about: Pick<UnitStrategy, "name" | "compensation">,
  importance: (moments: Moments, layer: Layer) => Float64Array,
): UnitStrategy => ({
  kind: "units",
  ...about,
  *score(network, { inputs, layers }) {
    const all = network.layers;
    const totals = layers.map((k) => running(all[k].weight.shape[1]));
    let done = 0;
    for (const [X] of chunks(inputs)) {
      const received = layerInputs(network, X);
      for (const [at, k] of layers.entries()) totals[at].add(received[k].data);
      yield { stage: "scores", done: (done += X.shape[0]), total: inputs.shape[0] };
    }
    return layers.map((k, at) => importance(totals[at].result(), all[k]));
  },
});

/** Welford's update, column by column: nothing cancels. */
function running(J: number): {
  readonly add: (x: ArrayLike<number>) => void;
  readonly result: () => Moments;
} {
  let count = 0;
  const [mean, scatter, active] = [new Float64Array(J), new Float64Array(J), new Float64Array(J)];
  return {
    add(x) {
      for (let from = 0; from < x.length; from += J) {
        count++;
        for (let j = 0; j < J; j++) {
          const away = x[from + j] - mean[j];
          mean[j] += away / count;
          scatter[j] += away * (x[from + j] - mean[j]);
          if (x[from + j] > 0) active[j]++;
        }
      }
    },
    result: () => ({
      mean,
      variance: scatter.map((sum) => sum / count),
      active: active.map((each) => each / count),
    }),
  };
}
