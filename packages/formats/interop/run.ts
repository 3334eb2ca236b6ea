import type { Tensor } from "@espalier/tensor";
import { forward, graphOf, outputWidths } from "@espalier/network";
import type { NetworkFile, OnnxOutput, OutputMap } from "@espalier/files";
import { withHead } from "./head.ts";
import { runtime } from "./install.ts";

/** The numbers of each output of a file, by its name. */
export type Outputs = ReadonlyMap<string, ArrayLike<number>>;

/** Some columns of a batch. */
function columns({ shape: [N, I], data }: Tensor, start: number, end: number): Float32Array {
  const part = new Float32Array(N * (end - start));
  for (let n = 0; n < N; n++) part.set(data.subarray(n * I + start, n * I + end), n * (end - start));
  return part;
}

/**
 * What onnxruntime makes of a model.
 *
 * @param file its contents, as read or written
 * @param X [n, d_0] the columns of all inputs side by side
 */
export async function theirs(bytes: Uint8Array, { network, onnx }: NetworkFile, X: Tensor): Promise<Outputs> {
  const { InferenceSession, Tensor: RuntimeTensor } = runtime();
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 }); // errors, no warnings
  const { inputs } = graphOf(network);
  const feeds: Record<string, object> = {};
  let start = 0;
  for (const [k, { name, width }] of inputs.entries()) {
    const { name: called, shape } = onnx?.inputs[k] ?? { name, shape: ["batch", width] };
    const axes = onnx?.isOneSample ? shape : shape.slice(1);
    const sizes = axes.map((axis) => (typeof axis === "number" ? axis : width));
    const dims = onnx?.isOneSample ? sizes : [X.shape[0], ...sizes];
    feeds[called] = new RuntimeTensor("float32", columns(X, start, start + width), dims);
    start += width;
  }
  for (const { name } of onnx?.unread ?? [])
    feeds[name] = new RuntimeTensor("float32", new Float32Array(4), [1, 4]);
  const results = await session.run(feeds);
  return new Map(Object.entries(results).map(([name, { data }]) => [name, data]));
}

/** What the file computes here: its network, with what follows each output. */
export function ours({ network, onnx, head, outputMap, headMap }: NetworkFile, X: Tensor): Outputs {
  const Y = forward(network, X);
  const { outputs } = graphOf(network);
  const [N] = X.shape;
  let start = 0;
  return new Map(
    outputWidths(network).flatMap((width, k) => {
      const part = mapped(Float64Array.from(columns(Y, start, start + width)), width, outputMap);
      start += width;
      const { name, isInner = false }: OnnxOutput = onnx?.outputs[k] ?? { name: outputs[k].name };
      const last = outputs[k].head ?? (outputs.length === 1 ? head : undefined);
      const headed = withHead(last, { shape: [N, width], data: part });
      return isInner ? [] : [[name, mapped(headed, width, headMap)]];
    }),
  );
}

const mapped = (rows: Float64Array, width: number, map?: OutputMap): Float64Array =>
  map === undefined ? rows : rows.map((y, at) => y * map.scale[at % width] + map.shift[at % width]);

/** The largest difference of the outputs, of the largest output or of 1 if that is larger. */
export function difference(here: Outputs, there: Outputs): number {
  let most = 0;
  for (const [name, own] of here) {
    const other = there.get(name);
    if (other?.length !== own.length) return Infinity;
    const largest = Array.from(own).reduce((max, y) => Math.max(max, Math.abs(y)), 1);
    for (let at = 0; at < own.length; at++) {
      const gap = Math.abs(own[at] - other[at]) / largest;
      if (!(gap <= most)) most = Number.isNaN(gap) ? Infinity : gap;
    }
  }
  return most;
}

/** How many samples a file takes at a time: as many as it says, or these. */
export const samplesFor = ({ onnx }: NetworkFile, usual: number): number => {
  const [batch] = onnx?.inputs[0]?.shape ?? [];
  return onnx?.isOneSample ? 1 : typeof batch === "number" ? batch : usual;
};
