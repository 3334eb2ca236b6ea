import { readNetwork, readSamples } from "../../contenders/support.ts";
import type { ScoresTask } from "../../src/tasks.ts";
import { library } from "./library.ts";
import type { JaxArray, Layer } from "./library.ts";

/** The samples, and the layers. */
export function read({ network, inputs, samples, sizes }: ScoresTask): { X: Float32Array; layers: Layer[] } {
  const { numpy: np } = library();
  const layers = readNetwork(network).layers.map(({ weight, bias, activation }): Layer => {
    const [I, J] = weight.shape;
    const transposed = Float32Array.from(
      weight.data,
      (_, at) => weight.data[(at % I) * J + Math.floor(at / I)],
    );
    const W = np.array(transposed).reshape([J, I]);
    const b = np.array(bias.data);
    return activation.kind === "prelu" ? { W, b, a: np.array(activation.slope.data) } : { W, b };
  });
  return { X: readSamples(inputs, samples, sizes[0]).data as Float32Array, layers }; // what is read is
}

/** The outputs of a batch, and what each layer receives; the slopes by what is added to a signal are those by the signal. */
export function forward(
  layers: readonly Layer[],
  X: JaxArray,
  added: readonly JaxArray[] = [],
): { y: JaxArray; received: JaxArray[] } {
  const { numpy: np } = library();
  const received: JaxArray[] = [];
  let x = X;
  for (const [k, { W, b, a }] of layers.entries()) {
    received.push(x.ref);
    let s = np.matmul(x, W).add(b);
    if (added.length > 0) s = s.add(added[k]);
    x = a ? np.maximum(s.ref, 0).add(np.minimum(s, 0).mul(a)) : s;
  }
  return { y: x, received };
}

export function outputs(layers: readonly Layer[], X: JaxArray): JaxArray {
  const { y, received } = forward(layers, X);
  library().tree.dispose(received);
  return y;
}
