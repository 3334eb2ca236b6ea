import { checkTensor, firstNotFinite, rows, ShapeError, showShape, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { inputWidth } from "./network.ts";
import type { Network } from "./network.ts";
import { CHUNK } from "./chunk.ts";

/**
 * Checks a batch of inputs X [n, d_0], which may be empty, for a public function.
 *
 * @param first the number of its first sample, for the error
 * @throws ShapeError when their width is not that of the network's inputs
 * @throws ValueError when they are not a tensor, or an entry is NaN or infinite, naming the sample and the column
 */
export function checkBatch(who: string, network: Network, inputs: Tensor, first = 0): void {
  checkWidth(who, network, inputs);
  const width = inputWidth(network);
  const at = firstNotFinite(inputs.data);
  if (at >= 0)
    throw new ValueError(
      who,
      "finite inputs",
      `${inputs.data[at]} in sample ${first + Math.floor(at / width)}, column ${at % width}`,
    );
}

/** {@link checkBatch} of the shape alone. */
export function checkWidth(who: string, network: Network, inputs: Tensor): void {
  checkTensor(who, "inputs", inputs);
  const width = inputWidth(network);
  if (inputs.shape.length !== 2 || inputs.shape[1] !== width)
    throw new ShapeError(who, `inputs [N, ${width}], as the network has ${width}`, showShape(inputs.shape));
}

/**
 * {@link checkBatch} of at least one sample.
 *
 * @throws ShapeError also when there is none
 */
export function checkInputs(who: string, network: Network, inputs: Tensor, first = 0): void {
  checkBatch(who, network, inputs, first);
  checkNotEmpty(who, inputs);
}

/** {@link checkInputs} of the shape alone. */
export function checkInputShape(who: string, network: Network, inputs: Tensor): void {
  checkWidth(who, network, inputs);
  checkNotEmpty(who, inputs);
}

function checkNotEmpty(who: string, { shape }: Tensor): void {
  if (shape[0] === 0) throw new ShapeError(who, "at least one sample", showShape(shape));
}

/** The rows of some tensors that belong together, a chunk at a time. */
export function* chunks<T extends readonly Tensor[]>(...tensors: T): Generator<T> {
  const [N] = tensors[0].shape;
  for (let from = 0; from < N; from += CHUNK)
    // A tuple mapped entry by entry keeps its length.
    yield tensors.map((each) => rows(each, from, Math.min(from + CHUNK, N))) as unknown as T;
}
