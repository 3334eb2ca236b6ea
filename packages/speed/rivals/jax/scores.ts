import { total } from "../../contenders/support.ts";
import type { Prepared, ScoresTask } from "../../src/tasks.ts";
import { library } from "./library.ts";
import type { JaxArray, Layer } from "./library.ts";
import { forward, read } from "./network.ts";

/** Samples of a chunk; of the usual 1024 the last one would be of another size, and compiled anew. */
const CHUNK = 1000;

/** The factored form: M sweeps to the signals, G = Σ g², and plain sums in single precision. Chunks are arrays of its own before. */
export async function scores(task: ScoresTask): Promise<Prepared> {
  const { numpy: np, jit, tree, vjp, vmap } = library();
  const { X: samples, layers } = read(task);
  const [J, M] = [task.sizes[0], task.sizes[task.sizes.length - 1]];
  const chunks = Array.from({ length: task.samples / CHUNK }, (_, at) =>
    np.array(samples.slice(at * CHUNK * J, (at + 1) * CHUNK * J)).reshape([CHUNK, J]),
  );
  const nothing = task.sizes.slice(1).map((I) => np.zeros([CHUNK, I]));
  const hot = new Float32Array(M * CHUNK * M);
  for (let m = 0; m < M; m++) for (let n = 0; n < CHUNK; n++) hot[(m * CHUNK + n) * M + m] = 1;
  const units = np.array(hot).reshape([M, CHUNK, M]);

  const sums = jit((p: Layer[], x: JaxArray, z: JaxArray[], u: JaxArray): JaxArray[][] => {
    const [y, back] = vjp(
      (added: JaxArray[]) => {
        const found = forward(tree.ref(p), x.ref, added);
        tree.dispose(found.received);
        return found.y;
      },
      [z],
    );
    y.dispose();
    const [g] = vmap((cotangent: JaxArray) => back(cotangent))(u);
    const { y: again, received } = forward(p, x);
    again.dispose();
    return g.map((each, k) => {
      const G = each.ref.mul(each).sum(0);
      const squares = received[k].ref.mul(received[k].ref);
      const GT = G.ref.transpose();
      return [G.sum(0), np.matmul(GT.ref, received[k]), np.matmul(GT, squares)];
    });
  });
  const W = layers.map((layer) => layer.W.ref.transpose().dataSync());
  const compute = (): Float64Array[] => {
    const totals = W.map((each, k) =>
      [task.sizes[k + 1], each.length, each.length].map((size) => new Float64Array(size)),
    );
    for (const chunk of chunks)
      for (const [k, found] of sums(tree.ref(layers), chunk.ref, tree.ref(nothing), units.ref).entries())
        for (const [which, each] of found.entries()) {
          const values = each.dataSync();
          for (let at = 0; at < values.length; at++) totals[k][which][at] += values[at];
        }
    return W.map((each, k) => {
      const [energy, one, two] = totals[k];
      const importance = (w: number, ij: number): number =>
        (w * w * (two[ij] - one[ij] ** 2 / energy[Math.floor(ij / task.sizes[k])])) / task.samples;
      return Float64Array.from(each, importance);
    });
  };
  return { figure: total(...compute()), run: () => void compute() };
}
