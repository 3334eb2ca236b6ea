import { forward, initialNetwork, prune, seededRandom } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { sparseForward, toSparse } from "@espalier/prune/sparse";
import { wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { entries } from "../src/tasks.ts";
import type { Contender, ForwardTask, Prepared } from "../src/tasks.ts";
import { sumOfSquares } from "./support.ts";

/** An untrained network without its smallest weights, and samples. */
function given({ dtype, sizes, samples, ratio }: ForwardTask): { network: Network; X: Tensor } {
  const whole = initialNetwork({ sizes, random: seededRandom(1), dtype });
  const X = wrap([samples, sizes[0]], entries(samples * sizes[0], dtype));
  return { network: prune(whole, X, { ratio, strategy: "magnitude" }).network, X };
}

const prepared = (compute: () => Tensor): Prepared => ({
  run: () => void compute(),
  figure: sumOfSquares(compute().data),
});

/** All weights, with the kernels in use. */
export function densePass(task: ForwardTask): Prepared {
  const { network, X } = given(task);
  return prepared(() => forward(network, X));
}

/** The weights that are there, with the kernels in use. */
export const sparsePass: Contender["prepare"] = {
  forward: (task) => {
    const { network, X } = given(task);
    const sparse = toSparse(network);
    return prepared(() => sparseForward(sparse, X));
  },
};
