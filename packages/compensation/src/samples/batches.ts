import { CHUNK } from "@espalier/network";
import type { Chunk, Samples } from "@espalier/network";
import { turn } from "@espalier/network/internal";
import { allocate, dtypeOf, sameShape, ShapeError, showShape, sizeOf, ValueError } from "@espalier/tensor";
import type { Data, DType, Tensor } from "@espalier/tensor";

/** Inputs X [n, d_0] of any number of samples, with targets for a strategy that needs them. */
export type Batch = Tensor | Samples;

/** Samples that need not be in memory all at once: batches of any sizes, in order; a batch may be empty. */
export type Batches = AsyncIterable<Batch> | Iterable<Batch>;

/** Memory for chunks, which is reused when a chunk is finished. */
export interface Buffers {
  readonly take: (size: number, dtype: DType) => Data;
  readonly giveBack: (data: Data) => void;
}

export function createBuffers(make: (size: number, dtype: DType) => Data = allocate): Buffers {
  const idle: Data[] = [];
  return {
    take(size, dtype) {
      const at = idle.findIndex((data) => data.length === size && dtypeOf({ data }) === dtype);
      return at < 0 ? make(size, dtype) : idle.splice(at, 1)[0];
    },
    giveBack: (data) => void idle.push(data),
  };
}

/** Batches that are available at once, even an endless run of empty ones, block this thread for at most this long, in ms. */
const TURN = 10;

/** A chunk in buffers. */
export interface BufferedChunk extends Chunk {
  readonly buffers: readonly Data[];
}

/**
 * The same samples, {@link CHUNK} at a time, so that no sum over them depends on the sizes of the batches. It holds the last batch and
 * one chunk.
 *
 * @param read checks a batch; either all of them have targets, or none
 * @param isEnded whether no further chunk is needed; a stream that never fills a chunk checks this too
 * @throws ShapeError, ValueError when a batch does not match the first one
 */
export async function* chunksOf(
  who: string,
  batches: Batches,
  buffers: Buffers,
  read: (batch: Batch) => Chunk,
  isEnded: () => boolean = () => false,
): AsyncGenerator<BufferedChunk> {
  let turned = Date.now();
  let columns: Column[] | undefined;
  let filled = 0;
  const chunk = (): BufferedChunk => {
    const [inputs, targets] = (columns ?? []).map((each) => each.cut(filled));
    filled = 0;
    return {
      inputs: inputs.rows,
      targets: targets?.rows,
      buffers: targets ? [inputs.data, targets.data] : [inputs.data],
    };
  };
  for await (const batch of batches) {
    if (Date.now() - turned >= TURN) {
      await turn();
      if (isEnded()) return;
      turned = Date.now();
    }
    const { inputs, targets } = read(batch);
    const parts = targets ? [inputs, targets] : [inputs];
    columns ??= parts.map((part) => createColumn(who, part, buffers));
    for (const [at, column] of columns.entries()) column.checkNext(parts[at]);
    const [N] = inputs.shape;
    for (let row = 0; row < N;) {
      const count = Math.min(CHUNK - filled, N - row);
      for (const [at, column] of columns.entries()) column.fill(parts[at], row, count, filled);
      row += count;
      filled += count;
      if (filled === CHUNK) yield chunk();
    }
  }
  if (filled > 0) yield chunk();
}

/** The inputs, or the targets, of the chunk that is being filled. */
interface Column {
  checkNext(part: Tensor): void;
  fill(part: Tensor, row: number, count: number, at: number): void;
  /** The rows so far, and their buffer. */
  cut(rows: number): { rows: Tensor; data: Data };
}

function createColumn(who: string, like: Tensor, buffers: Buffers): Column {
  const [dtype, rest] = [dtypeOf(like), like.shape.slice(1)];
  const width = sizeOf(rest);
  let data: Data | undefined;
  return {
    checkNext(part) {
      if (dtypeOf(part) !== dtype)
        throw new ValueError(who, `batches in ${dtype}, as the first`, dtypeOf(part));
      if (!sameShape(part.shape.slice(1), rest))
        throw new ShapeError(
          who,
          `samples ${showShape(rest)}, as in the first batch`,
          showShape(part.shape.slice(1)),
        );
    },
    fill(part, row, count, at) {
      data ??= buffers.take(CHUNK * width, dtype);
      data.set(part.data.subarray(row * width, (row + count) * width), at * width);
    },
    cut(rows) {
      const full = data ?? buffers.take(0, dtype);
      data = undefined;
      return { rows: { shape: [rows, ...rest], data: full.subarray(0, rows * width) }, data: full };
    },
  };
}
