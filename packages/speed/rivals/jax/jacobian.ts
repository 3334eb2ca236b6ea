import { sumOfSquares } from "../../contenders/support.ts";
import type { JacobianTask, Prepared } from "../../src/tasks.ts";
import { library } from "./library.ts";
import type { JaxArray } from "./library.ts";
import { outputs, read } from "./network.ts";

/** vmap over the samples of a vjp that vmap takes over the outputs: its jacrev takes no tree of parameters. */
export async function jacobian(task: JacobianTask): Promise<Prepared> {
  const { numpy: np, tree, vjp, vmap, blockUntilReady } = library();
  const { X: samples, layers } = read(task);
  const [J, M] = [task.sizes[0], task.sizes[task.sizes.length - 1]];
  const X = np.array(samples).reshape([task.samples, J]);
  type Weights = { readonly W: JaxArray; readonly b: JaxArray }[];
  const slopes = layers.map(({ a }) => a);
  const weights: Weights = layers.map(({ W, b }) => ({ W, b }));
  const ofSample = (p: Weights, x: JaxArray): Weights => {
    const output = (q: Weights): JaxArray =>
      outputs(
        q.map((each, k) => (slopes[k] ? { ...each, a: slopes[k].ref } : each)),
        x.reshape([1, J]),
      ).reshape([M]);
    const [y, back] = vjp(output, [p]);
    y.dispose();
    return vmap((cotangent: JaxArray) => back(cotangent)[0])(np.eye(M));
  };
  // Not compiled: its compiler computes what is broadcast again for each entry, ten times as slow.
  const jacobians = vmap(ofSample, [null, 0]);
  const compute = (): Promise<Weights> => blockUntilReady(jacobians(tree.ref(weights), X.ref));
  const first = await compute();
  const figure = sumOfSquares(...tree.leaves(first).map((leaf) => leaf.dataSync()));
  return { figure, run: async () => tree.dispose(await compute()) };
}
