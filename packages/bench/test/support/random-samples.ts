import { randomUniform, seededRandom } from "@espalier/tensor";
import type { Samples } from "@espalier/data";

/** Makes sets of samples with three inputs and one target, the same ones each time. */
export function randomSamples(): (N: number) => Samples {
  const random = seededRandom(20467);
  return (N) => ({
    inputs: randomUniform([N, 3], -1, 1, random),
    targets: randomUniform([N, 1], -1, 1, random),
  });
}
