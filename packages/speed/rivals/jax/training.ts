import { readLabels } from "../../contenders/support.ts";
import { FIRST_STEPS } from "../../src/tasks.ts";
import type { Prepared, TrainingTask } from "../../src/tasks.ts";
import { library } from "./library.ts";
import type { JaxArray, Layer } from "./library.ts";
import { outputs, read } from "./network.ts";

/** Parameters and the moments of Adam, by hand and in one compiled function with the gradients. */
type State = { readonly p: Layer[]; readonly m: Layer[]; readonly v: Layer[] };

export async function training(task: TrainingTask): Promise<Prepared> {
  const { numpy: np, nn, jit, tree, valueAndGrad, blockUntilReady } = library();
  const { X: samples, layers } = read(task);
  const [N, M] = [task.samples, task.sizes[task.sizes.length - 1]];
  const X = np.array(samples).reshape([N, task.sizes[0]]);
  const hot = new Float32Array(N * M);
  for (const [n, label] of readLabels(task.labels, N).data.entries()) hot[n * M + label] = 1;
  const target = np.array(hot).reshape([N, M]);
  const zeros = (): Layer[] => layers.map((layer) => tree.map((leaf) => np.zeros(leaf.shape), layer));

  const step = jit(
    (state: State, x: JaxArray, t: JaxArray, rate: JaxArray, epsilon: JaxArray): [JaxArray, State] => {
      const lossOf = (p: Layer[]): JaxArray =>
        nn
          .logSoftmax(outputs(p, x.ref), -1)
          .mul(t.ref)
          .sum()
          .mul(-1 / N);
      const [loss, g] = valueAndGrad(lossOf)(tree.ref(state.p));
      const m = tree.map((old, d) => old.mul(0.9).add(d.mul(0.1)), state.m, tree.ref(g));
      const v = tree.map((old, d) => old.mul(0.999).add(d.ref.mul(d).mul(0.001)), state.v, g);
      const p = tree.map(
        (theta, first, second) => theta.sub(first.mul(rate.ref).div(np.sqrt(second).add(epsilon.ref))),
        state.p,
        tree.ref(m),
        tree.ref(v),
      );
      tree.dispose([x, t, rate, epsilon]);
      return [loss, { p, m, v }];
    },
  );
  let [state, steps]: [State, number] = [{ m: zeros(), v: zeros(), p: layers }, 0];
  const run = async (): Promise<JaxArray> => {
    steps++;
    const second = Math.sqrt(1 - 0.999 ** steps);
    const rate = np.array(Float32Array.of((0.001 * second) / (1 - 0.9 ** steps)));
    const [loss, next] = step(state, X.ref, target.ref, rate, np.array(Float32Array.of(1e-8 * second)));
    state = await blockUntilReady(next);
    return loss;
  };
  for (let at = 1; at < FIRST_STEPS; at++) (await run()).dispose();
  return { figure: (await run()).dataSync()[0], run: async () => (await run()).dispose() };
}
