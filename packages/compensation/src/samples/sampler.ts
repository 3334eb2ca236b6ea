import type { Chunk } from "@espalier/network";
import { allocate, dtypeOf, permutationInto, rows, sizeOf, takeRows, ValueError } from "@espalier/tensor";
import type { Random, Tensor } from "@espalier/tensor";
import type { Source } from "@espalier/scores/internal";

/** Provides samples in the wanted number: new ones while there are enough, and never one twice in a batch. */
export interface Sampler<Taken> {
  readonly take: (count: number) => Taken;
}

/** Some samples of a set. */
export interface Picked extends Chunk {
  /** The numbers of those that are picked; all of them if undefined. */
  readonly rows?: Uint32Array | undefined;
}

/** A {@link Sampler} that can also leave the samples where they are. */
export interface MemorySampler extends Sampler<Chunk> {
  readonly pick: (count: number) => Picked;
}

/**
 * Samples in memory, in random order; they are shuffled again when they run out. If all are wanted, they come in their own order.
 *
 * @param samples [n, …]
 */
export function memorySampler({ inputs, targets }: Chunk, random: Random): MemorySampler {
  const [N] = inputs.shape;
  const deal = createRotation(N, random);
  const pick = (count: number): Picked => ({ inputs, targets, rows: count >= N ? undefined : deal(count) });
  return { pick, take: (count) => copied(pick(count)) };
}

/** A copy of the samples that are picked, or all of them as they are. */
function copied({ inputs, targets, rows: picked }: Picked): Chunk {
  if (picked === undefined) return { inputs, targets };
  return { inputs: takeRows(inputs, picked), targets: targets && takeRows(targets, picked) };
}

/** Provides the numbers 0 … N − 1 in random order, and shuffles them again when fewer are left than are wanted. */
export function createRotation(N: number, random: Random): (count: number) => Uint32Array {
  const order = new Uint32Array(N);
  let next = N;
  return (count) => {
    const wanted = Math.min(count, N);
    if (next + wanted > N) {
      permutationInto(order, random);
      next = 0;
    }
    next += wanted;
    return order.slice(next - wanted, next);
  };
}

/** A sampler that holds a stream open until it is closed. */
export interface StreamSampler extends Sampler<Promise<Chunk>> {
  /** Asks the stream for no more. It does not wait for a stream that never answers. */
  readonly close: () => void;
}

/**
 * Samples of a stream, in order; the stream is read again from its start when it ends. A batch never has a sample twice: if more are
 * wanted than the stream has, it has all of them.
 *
 * @throws ValueError when the stream has no sample, or none when it is read again
 */
export function streamSampler(who: string, source: Source): StreamSampler {
  let open: AsyncIterator<Chunk> | undefined;
  let isClosed = false;
  let left: Chunk | undefined;
  /** The number of samples since the start of the stream, and their total once it is known. */
  let [read, all] = [0, Infinity];

  /** The next samples, undefined at the end of the stream. */
  const next = async (): Promise<Chunk | undefined> => {
    if (left !== undefined) return left;
    open ??= source.open(() => isClosed);
    const { done, value } = await open.next();
    if (done !== true) {
      read += value.inputs.shape[0];
      return rowsOf(value, 0, value.inputs.shape[0]);
    }
    if (read === 0)
      throw new ValueError(
        who,
        "a stream of samples that can be read again when it ends",
        all === Infinity ? "no sample" : "none when it was read again",
      );
    [open, all, read] = [undefined, read, 0];
    return undefined;
  };

  return {
    async take(count) {
      const parts: Chunk[] = [];
      let taken = 0;
      while (taken < Math.min(count, all)) {
        const chunk = await next();
        if (chunk === undefined) continue;
        const size = chunk.inputs.shape[0];
        const wanted = Math.min(size, Math.min(count, all) - taken);
        parts.push(rowsOf(chunk, 0, wanted));
        left = wanted < size ? rowsOf(chunk, wanted, size) : undefined;
        taken += wanted;
      }
      return joined(parts);
    },
    close() {
      isClosed = true;
      Promise.resolve(open?.return?.()).catch(() => {});
    },
  };
}

/** Copies some rows, since the buffers of a stream are reused. */
function rowsOf({ inputs, targets }: Chunk, from: number, to: number): Chunk {
  const part = (each: Tensor): Tensor => {
    const { shape, data } = rows(each, from, to);
    return { shape, data: data.slice() };
  };
  return { inputs: part(inputs), targets: targets && part(targets) };
}

function joined(parts: readonly Chunk[]): Chunk {
  const join = (tensors: readonly Tensor[]): Tensor => {
    const [{ shape, data }] = tensors;
    const N = tensors.reduce((sum, each) => sum + each.shape[0], 0);
    const all = allocate(N * sizeOf(shape.slice(1)), dtypeOf({ data }));
    let at = 0;
    for (const each of tensors) {
      all.set(each.data, at);
      at += each.data.length;
    }
    return { shape: [N, ...shape.slice(1)], data: all };
  };
  const targets = parts.flatMap((part) => part.targets ?? []);
  return {
    inputs: join(parts.map(({ inputs }) => inputs)),
    targets: targets.length > 0 ? join(targets) : undefined,
  };
}
