import { affineInput, affineLines, primal, reverseSweep } from "@espalier/autodiff";
import type { Network, MetricName } from "@espalier/network";
import { dtypeOf, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { factorsIn } from "@espalier/network/internal";
import { directionsOf } from "./directions.ts";
import type { Probes } from "./directions.ts";
import { outputsOnTape } from "./on-tape.ts";
import { noMomentsOf, sharedOf } from "./tied.ts";
import type { TiedMoments } from "./tied.ts";

/** The uses of a matrix in a batch. */
export interface Uses {
  /** X_u [n, j] of each use */
  readonly inputs: readonly Tensor[];
  /** Σ_m g_u g_v [n, i] of a pair of uses; undefined if all are 0 */
  readonly energy: (u: number, v: number) => Float64Array | undefined;
}

/**
 * The uses of each matrix that several layers have, none of them transposed, in a batch X [n, d_0]; undefined for the other layers. It takes a sweep for each output beside
 * those of the energies, and only for such a network.
 */
export function usesIn(
  network: Network,
  X: Tensor,
  metric: MetricName = "outputs",
  probes?: Probes,
): (Uses | undefined)[] {
  const shared = sharedOf(network).filter(({ transposed }) => transposed === undefined);
  if (shared.length === 0) return network.layers.map(() => undefined);
  const output = outputsOnTape(network, X);
  const lines = affineLines(output);
  const groups = new Map(shared.map(({ k, uses }) => [k, { uses, sums: new Map<string, Float64Array>() }]));
  const y = primal(output);
  const directions = directionsOf(y, factorsIn(network, metric), probes);
  for (let k = 0; k < directions.count; k++) {
    const f = zeros(y.shape, dtypeOf(y));
    directions.write(k, f);
    const g = reverseSweep(output, f, lines).map((each) => each && primal(each).data);
    for (const { uses, sums } of groups.values())
      for (const [u, a] of uses.entries())
        for (const [v, b] of uses.slice(0, u + 1).entries()) addProducts(sums, `${u} ${v}`, g[a], g[b]);
  }
  return network.layers.map((_, k) => {
    const group = groups.get(k);
    return (
      group && {
        inputs: group.uses.map((use) => affineInput(lines[use])),
        energy: (u, v) => group.sums.get(u >= v ? `${u} ${v}` : `${v} ${u}`),
      }
    );
  });
}

function addProducts(
  sums: Map<string, Float64Array>,
  pair: string,
  a: Tensor["data"] | undefined,
  b: Tensor["data"] | undefined,
): void {
  if (a === undefined || b === undefined) return;
  const sum = sums.get(pair) ?? new Float64Array(a.length);
  sums.set(pair, sum);
  for (let at = 0; at < sum.length; at++) sum[at] += a[at] * b[at];
}

/** The moments of some uses, by I neurons each. */
export function momentsOf({ inputs, energy }: Uses, I: number): TiedMoments {
  const U = inputs.length;
  const [N, J] = inputs[0].shape;
  const result = { ...noMomentsOf(I, J, U), samples: N };
  const [centre, H, b, a] = [result.centre, result.energy, result.pull, result.square].map(
    ({ data }) => data,
  );
  for (const [u, { data }] of inputs.entries())
    for (let n = 0; n < N; n++) for (let j = 0; j < J; j++) centre[u * J + j] += data[n * J + j] / N;
  const away = awayFrom(inputs, result.centre);
  for (let u = 0; u < U; u++)
    for (let v = 0; v < U; v++) {
      const G = energy(u, v);
      if (G === undefined) continue;
      for (let n = 0; n < N; n++)
        for (let i = 0; i < I; i++) {
          const G_ni = G[n * I + i];
          H[(i * U + u) * U + v] += G_ni;
          for (let j = 0; j < J; j++) {
            const pulled = G_ni * away[v][n * J + j];
            b[(i * J + j) * U + u] += pulled;
            a[i * J + j] += away[u][n * J + j] * pulled;
          }
        }
    }
  return result;
}

/** x_u − c_u of each use. */
export const awayFrom = (inputs: readonly Tensor[], { shape: [, J], data: c }: Tensor): Float64Array[] =>
  inputs.map(({ data }, u) => Float64Array.from(data, (x, nj) => x - c[u * J + (nj % J)]));
