import { layerInputs } from "@espalier/network";
import type { Layer } from "@espalier/network";
import type { Pass, PassOf } from "@espalier/scores";
import { addArrays, addMoments, noMoments, unweightedMoments } from "@espalier/scores/internal";
import type { Moments } from "@espalier/scores/internal";
import { inChunks } from "../../units/unit-strategy.ts";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/** What a forward pass says about units. */
interface UnitValues {
  readonly mean: Float64Array;
  /** Around the mean, over N. */
  readonly variance: Float64Array;
  /** The fraction of samples with x_j > 0. */
  readonly active: Float64Array;
}

/** The sums that it is made of, layer by layer. */
interface Sums {
  readonly moments: Moments[];
  /** The number of samples with x_j > 0. */
  readonly active: Float64Array[];
}

/** A strategy that looks at the values of the units, and at the weights that read them. It needs no derivative. */
export const fromMoments = (
  about: Pick<UnitStrategy, "name" | "compensation">,
  importance: (values: UnitValues, layer: Layer) => Float64Array,
): UnitStrategy =>
  inChunks(about, {
    passes: (layers) => [valuesPass(layers)],
    scores({ network }, layers, { samples, total }) {
      const { moments, active } = total as Sums; // of this pass
      return layers.map((k, at) => {
        const share = (sum: number): number => sum / samples;
        const values = {
          mean: Float64Array.from(moments[at].mean.data),
          variance: Float64Array.from(moments[at].scatter.data, share),
          active: active[at].map(share),
        };
        return importance(values, network.layers[k]);
      });
    },
  });

const valuesPass =
  (layers: readonly number[]): PassOf =>
  ({ network }): Pass<Sums, Sums> => {
    const widths = layers.map((k) => network.layers[k].weight.shape[1]);
    const both = (total: Sums, part: Sums): Sums => ({
      moments: addMoments(total.moments, part.moments),
      active: addArrays(total.active, part.active),
    });
    return {
      costs: [1],
      map:
        ({ inputs }) =>
        () => {
          const received = layerInputs(network, inputs);
          return {
            moments: layers.map((k) => unweightedMoments(received[k])),
            active: layers.map((k, at) => countActive(received[k].data, widths[at])),
          };
        },
      initial: () => ({
        moments: widths.map((J) => noMoments(1, J)),
        active: widths.map((J) => new Float64Array(J)),
      }),
      reduce: both,
      merge: both,
    };
  };

function countActive(x: ArrayLike<number>, J: number): Float64Array {
  const active = new Float64Array(J);
  for (let nj = 0; nj < x.length; nj++) if (x[nj] > 0) active[nj % J]++;
  return active;
}
