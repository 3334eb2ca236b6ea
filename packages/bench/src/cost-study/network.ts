import { initialNetwork } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { astype, randomNormal, seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

const OUTPUTS = 10;

/** 10³ to 10⁶ in steps of √10. */
export const weightCounts: readonly number[] = Array.from({ length: 7 }, (_, step) => 10 ** (3 + step / 2));

/** Three hidden layers as wide as the input, w-w-w-w-10, with 3 w² + 10 w weights: as near as possible to those asked for. */
export function sizesOfWeights(weights: number): number[] {
  const width = Math.round((Math.sqrt(OUTPUTS ** 2 + 12 * weights) - OUTPUTS) / 6);
  return [width, width, width, width, OUTPUTS];
}

/** A network with PReLU, as it is before training: what scoring costs does not depend on what was learnt. */
export const networkOf = (sizes: readonly number[]): Network =>
  initialNetwork({ sizes, dtype: "f32", random: seededRandom(1) });

/** Samples of a normal distribution, of which no entry is 0. */
export const inputsOf = ([width]: readonly number[], samples: number): Tensor =>
  astype(randomNormal([samples, width], seededRandom(2)), "f32");
