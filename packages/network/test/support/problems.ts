import { randomNormal, seededRandom, tensor, wrap } from "@espalier/tensor";
import { initialNetwork } from "../../src/index.ts";
import type { LossName, Network, Samples } from "../../src/index.ts";

/** Something small that can be learnt. */
export interface Problem {
  readonly loss: LossName;
  readonly samples: Samples;
  readonly network: Network;
}

const N = 96;

/** y = x₁ − 2 x₂ + ½, of three inputs. */
const regression: Problem = {
  loss: "mean-squared-error",
  samples: (() => {
    const inputs = randomNormal([N, 3], seededRandom(1));
    const targets = Array.from({ length: N }, (_, n) => [
      inputs.data[3 * n] - 2 * inputs.data[3 * n + 1] + 0.5,
    ]);
    return { inputs, targets: tensor(targets) };
  })(),
  network: initialNetwork({ sizes: [3, 8, 1], random: seededRandom(2) }),
};

/** Three clouds of points, one a class. */
const classification: Problem = {
  loss: "softmax-cross-entropy",
  samples: (() => {
    const classes = Float64Array.from({ length: N }, (_, n) => n % 3);
    const inputs = randomNormal([N, 2], seededRandom(3));
    for (let n = 0; n < N; n++) inputs.data[2 * n] += 4 * classes[n];
    return { inputs, targets: wrap([N], classes) };
  })(),
  network: initialNetwork({ sizes: [2, 8, 3], random: seededRandom(4) }),
};

export const problems: readonly Problem[] = [regression, classification];
