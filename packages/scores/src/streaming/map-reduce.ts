import { spanOf } from "@espalier/network";
import type { RunOptions, Chunk } from "@espalier/network";
import { createWatch } from "@espalier/network/internal";
import type { Watch } from "@espalier/network/internal";
import { ShapeError, ValueError } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import { scalesOf } from "../method/scales.ts";
import type { Scales } from "../method/layer-scale.ts";
import { createPassSum } from "./pass-sum.ts";
import type { PassSum } from "./pass-sum.ts";
import { costOf, noResult } from "./pass.ts";
import type { Pass, PassInput, PassOf, PassResult } from "./pass.ts";

/** A chunk of a pass, and its position among all samples. */
export interface PlacedChunk extends Chunk {
  /** The number of the chunk … */
  readonly at: number;
  /** … and that of its first sample. */
  readonly first: number;
}

/** Where the parts of a pass are computed. */
export interface Executor {
  /** How many chunks, and how many parts, may be in progress at once. */
  readonly chunks: number;
  readonly parts: number;
  /** Starts the pass with this number. */
  begin(step: number, input: PassInput, before: PassResult, pass: Pass): Compute;
  /** Cancels the parts that are still in progress. */
  end(): void;
}

export type Compute = (chunk: PlacedChunk, piece: number) => Promise<unknown>;

/** Opens the samples from the first one on, until no more are needed; a chunk may name its buffers. */
export interface Source {
  readonly open: (isEnded: () => boolean) => AsyncIterator<Chunk & { readonly buffers?: readonly Data[] }>;
  readonly giveBack: (data: Data) => void;
  /** The number of samples; Infinity if it is not known. */
  readonly samples: number;
}

/**
 * The result of the last of some passes over the samples of a source.
 *
 * @throws the error of a part, the first in the order of the samples, or the reason of the signal
 */
export async function mapReduce(
  passes: readonly PassOf[],
  input: PassInput,
  source: Source,
  executor: Executor,
  options: RunOptions = {},
): Promise<PassResult> {
  const { who } = input;
  const watch = createWatch(options);
  try {
    let result = noResult;
    let scales: Scales | undefined;
    for (const [step, passOf] of passes.entries()) {
      const samples = step === 0 ? source.samples : result.samples;
      const before = result;
      const begin = (): Begun => {
        const given = { ...input, samples, ...(input.isScaled === true && { scales }) };
        const pass = passOf(given, before);
        const sum = createPassSum(spanOf(input.network), pass);
        return { pass, sum, samples, compute: executor.begin(step, given, before, pass) };
      };
      // The first chunk of all shows whether there are scales.
      const beginAt = (first: Chunk): Begun | undefined => {
        if (input.isScaled !== undefined && step === 0) scales = scalesOf(input, first.inputs);
        return step === 0 && scales !== undefined && input.isScaled === true ? begin() : undefined;
      };
      const next = { ...(await once(begin(), beginAt, source, executor, watch)), scales };
      if (step === 0 && next.samples === 0) throw new ShapeError(who, "at least one sample", "none");
      if (step > 0 && next.samples !== result.samples)
        throw new ValueError(
          who,
          `${result.samples} samples each time, as this strategy goes through them twice`,
          `${next.samples}`,
        );
      result = next;
    }
    return result;
  } finally {
    executor.end();
    watch.stop();
  }
}

/** A part in progress. */
interface Flight {
  readonly part: Promise<unknown>;
  readonly cost: number;
  readonly chunk: Awaited<ReturnType<ReturnType<Source["open"]>["next"]>>["value"];
  readonly piece: number;
  readonly isLast: boolean;
}

/** A pass that an executor has started. */
interface Begun {
  readonly pass: Pass;
  readonly sum: PassSum<unknown, unknown>;
  readonly samples: number;
  readonly compute: Compute;
}

async function once(
  begun: Begun,
  beginAt: (first: Chunk) => Begun | undefined,
  source: Source,
  executor: Executor,
  watch: Watch,
): Promise<PassResult> {
  let { pass, sum, samples, compute } = begun;
  const work = samples * costOf(pass);
  const flights: Flight[] = [];
  let [chunksUnderWay, done, first] = [0, 0, 0];

  const land = async (flight: Flight | undefined): Promise<void> => {
    if (flight === undefined) return;
    const { part, cost, chunk, piece, isLast } = flight;
    sum.add(chunk.inputs.shape[0], piece, await watch.during(() => part));
    done += cost * chunk.inputs.shape[0];
    if (cost > 0) watch.report({ stage: "scores", done, total: work });
    if (!isLast) return;
    chunksUnderWay--;
    chunk.buffers?.forEach(source.giveBack);
  };

  let isEnded = false;
  const iterator = source.open(() => isEnded);
  try {
    for (let at = 0; ; at++) {
      while (chunksUnderWay >= executor.chunks) await land(flights.shift());
      const next = await watch.during(() => iterator.next());
      if (next.done === true) break;
      const chunk = { ...next.value, at, first };
      if (at === 0) ({ pass, sum, samples, compute } = beginAt(chunk) ?? begun);
      chunksUnderWay++;
      for (const [piece, cost] of pass.costs.entries()) {
        while (flights.length >= executor.parts) await land(flights.shift());
        const part = compute(chunk, piece);
        part.catch(() => {}); // the error is handled in order, if the part is reached at all
        flights.push({ part, cost, chunk, piece, isLast: piece === pass.costs.length - 1 });
      }
      first += chunk.inputs.shape[0];
    }
    while (flights.length > 0) await land(flights.shift());
    return { samples: first, total: sum.total() };
  } finally {
    isEnded = true;
    // This is not awaited: a source that never answers must not hold back an error.
    Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
