import { magnitude } from "./magnitude.ts";
import { positionsWithin } from "./positions.ts";
import { random } from "./random.ts";
import type { WholeStrategy } from "./strategy.ts";

/**
 * A strategy that removes the same fraction of every layer, and within a layer the weights that another strategy would. The importance of a
 * weight is its position in its layer, from 0 to 1.
 */
const layerwise = (strategy: WholeStrategy): WholeStrategy => ({
  kind: "score",
  name: `${strategy.name}-layerwise`,
  scoresTied: true,
  *score(network, calibration) {
    const scores = yield* strategy.score(network, calibration);
    return scores.map((layer, k) => ({
      ...layer,
      importance: positionsWithin(layer.importance, 1, network.layers[k].weight),
    }));
  },
});

/** The smallest |W_ij| of each layer, the same fraction of all. */
export const magnitudeLayerwise: WholeStrategy = layerwise(magnitude);

/** Any weights, the same fraction of every layer. */
export const randomLayerwise: WholeStrategy = layerwise(random);
