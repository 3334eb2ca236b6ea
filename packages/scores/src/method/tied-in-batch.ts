import type { MetricName, Network } from "@espalier/network";
import type { Tensor } from "@espalier/tensor";
import type { Probes } from "./directions.ts";
import { hasTies, sharedOf } from "./tied.ts";
import type { TiedMoments } from "./tied.ts";
import { momentsOf, usesIn } from "./tied-uses.ts";
import { transposedMoments } from "./transposed-in-batch.ts";

/** The moments of a batch X [n, d_0], for each layer whose matrix others use too. */
export const tiedMoments = (
  network: Network,
  X: Tensor,
  metric?: MetricName,
  probes?: Probes,
): (TiedMoments | undefined)[] => {
  if (!hasTies(network)) return [];
  const shared = sharedOf(network).filter(({ transposed }) => transposed !== undefined);
  const found = shared.length === 0 ? undefined : transposedMoments(network, shared, X, metric, probes);
  return usesIn(network, X, metric, probes).map((uses, k) =>
    uses === undefined ? found?.get(k) : momentsOf(uses, network.layers[k].bias.data.length),
  );
};
