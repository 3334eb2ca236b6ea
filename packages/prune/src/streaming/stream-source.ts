import { checkTensor, ShapeError, showShape } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Samples } from "../network/loss.ts";
import type { Network } from "../network/network.ts";
import { required } from "../network/required.ts";
import { checkWidth } from "../network/samples.ts";
import { chunksOf, createBuffers } from "./chunks.ts";
import type { Batch, Batches, Buffers } from "./chunks.ts";
import type { Source } from "./map-reduce.ts";
import type { Chunk } from "./pass.ts";

/** The input of the checks of a stream's batches. */
export interface StreamChecks {
  /** The public function that was called. */
  readonly who: string;
  readonly network: Network;
  /** The name of the strategy, if it needs targets. */
  readonly needsTargets: string | undefined;
}

/** Batches as chunks. Shapes are checked as the batches arrive, numbers when a chunk is computed. */
export function streamSource(
  { who, network, needsTargets }: StreamChecks,
  batches: Batches,
  buffers: Buffers = createBuffers(),
  samples: number = Infinity,
): Source {
  const read = (batch: Batch): Chunk => {
    // Anything may come out of a stream.
    const { inputs, targets } = "inputs" in Object(batch) ? (batch as Samples) : { inputs: batch as Tensor };
    checkWidth(who, network, inputs);
    if (needsTargets === undefined) return { inputs };
    const wanted = required(who, needsTargets, "targets", targets);
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
