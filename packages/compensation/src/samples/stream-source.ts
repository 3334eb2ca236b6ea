import type { Chunk, Network, Samples } from "@espalier/network";
import { checkWidth, required, show } from "@espalier/network/internal";
import type { PassOf } from "@espalier/scores";
import type { Source } from "@espalier/scores/internal";
import { checkTensor, ShapeError, showShape, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { chunksOf, createBuffers } from "./batches.ts";
import type { Batch, Batches, Buffers } from "./batches.ts";

/** The input of the checks of a stream's batches. */
export interface StreamChecks {
  /** The public function that was called. */
  readonly who: string;
  readonly network: Network;
  /** The strategy that reads them. */
  readonly strategy: {
    readonly name: string;
    readonly needsTargets?: boolean | undefined;
    readonly passes?: readonly PassOf[] | undefined;
  };
  /** Whether the batches are iterated more than once; by default if the strategy has several passes. */
  readonly isRepeated?: boolean | undefined;
}

/**
 * Batches as chunks. Shapes are checked as the batches arrive, numbers when a chunk is computed.
 *
 * @throws ValueError when the batches cannot be iterated, or only once and the strategy has several passes
 */
export function streamSource(
  {
    who,
    network,
    strategy,
    isRepeated = strategy.passes !== undefined && strategy.passes.length > 1,
  }: StreamChecks,
  batches: Batches,
  buffers: Buffers = createBuffers(),
  samples: number = Infinity,
): Source {
  checkBatches(who, isRepeated, batches);
  const read = (batch: Batch): Chunk => {
    // Anything may come out of a stream.
    const { inputs, targets } = "inputs" in Object(batch) ? (batch as Samples) : { inputs: batch as Tensor };
    checkWidth(who, network, inputs);
    if (strategy.needsTargets !== true) return { inputs };
    const wanted = required(who, strategy.name, "targets", targets);
    checkTensor(who, "targets", wanted);
    if (wanted.shape[0] !== inputs.shape[0])
      throw new ShapeError(who, `targets of ${inputs.shape[0]} samples`, showShape(wanted.shape));
    return { inputs, targets: wanted };
  };
  return {
    open: (isEnded) => chunksOf(who, batches, buffers, read, isEnded),
    giveBack: buffers.giveBack,
    samples,
  };
}

function checkBatches(who: string, isRepeated: boolean, batches: unknown): void {
  const parts = Object(batches) as Readonly<Record<PropertyKey, unknown>>;
  if (![Symbol.asyncIterator, Symbol.iterator].some((each) => typeof parts[each] === "function"))
    throw new ValueError(who, "batches that can be iterated", show(batches));
  if (isRepeated && typeof parts["next"] === "function")
    throw new ValueError(
      who,
      "batches that can be iterated more than once, as is needed here",
      "an iterator, such as a generator, which ends after the first time",
    );
}
