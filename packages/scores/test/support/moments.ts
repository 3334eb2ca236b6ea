import type { Tensor } from "@espalier/tensor";
import { noMoments } from "../../src/index.ts";
import type { Moments } from "../../src/index.ts";
import { STEP } from "../../../network/test/support/arbitraries.ts";
import { expectNear, largest, u } from "../../../network/test/support/near.ts";

/** The moments by their definition, in whole numbers of steps, so that nothing is rounded but the two quotients. */
export function exactly(X: Tensor, G: Tensor): Moments {
  const [[N, J], I] = [X.shape, G.shape[1]];
  const steps = ({ data }: Tensor, at: number): bigint => BigInt(data[at] / STEP);
  const result = noMoments(I, J);
  for (let i = 0; i < I; i++)
    for (let j = 0; j < J; j++) {
      let [total, first, second] = [0n, 0n, 0n];
      for (let n = 0; n < N; n++) {
        const [x, g] = [steps(X, n * J + j), steps(G, n * I + i)];
        total += g;
        first += g * x;
        second += g * x * x;
      }
      result.totalEnergy.data[i] = Number(total) * STEP;
      if (total === 0n) continue;
      result.mean.data[i * J + j] = (Number(first) / Number(total)) * STEP;
      // Σ G (x − μ)² = (Σ G Σ G x² − (Σ G x)²) / Σ G
      result.scatter.data[i * J + j] = (Number(total * second - first * first) / Number(total)) * STEP ** 3;
    }
  return result;
}

/**
 * N + 8 roundings a number, of terms that are no larger than |x| for the mean and G (2 |x|)² for the scatter. A merge adds
 * four roundings to each.
 */
export function expectEqualMoments(received: Moments, expected: Moments, X: Tensor, merges = 0): void {
  const [N, J] = X.shape;
  const size = largest(X);
  const roundings = (N + 8 + 4 * merges) * u;
  const { totalEnergy } = expected;
  expectNear(received.totalEnergy, totalEnergy, (i) => roundings * totalEnergy.data[i]);
  expectNear(received.mean, expected.mean, 2 * roundings * size);
  const around = (ij: number) => totalEnergy.data[Math.floor(ij / J)] * (2 * size) ** 2;
  expectNear(received.scatter, expected.scatter, (ij) => 4 * roundings * around(ij));
}
