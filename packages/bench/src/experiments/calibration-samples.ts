import type { Samples } from "@espalier/prune";
import { takeRows } from "@espalier/tensor";
import type { Random } from "@espalier/tensor";
import type { TaskContext } from "./context.ts";
import { streamOf } from "./streams.ts";

/** The number of training samples on which methods are compared where all samples would take hours. */
export const CALIBRATION = 5000;

/** Some training samples, the same for all methods of a seed; all of them, if there are no more. */
export function calibrationSamples({ data, seed }: TaskContext, count = CALIBRATION): Samples {
  return someOf(data.train, count, streamOf(seed, "calibration samples"));
}

/** Some samples, drawn at random; all of them, if there are no more. */
export function someOf({ inputs, targets }: Samples, count: number, random: Random): Samples {
  const chosen = drawn(inputs.shape[0], count, random);
  return { inputs: takeRows(inputs, chosen), targets: takeRows(targets, chosen) };
}

function drawn(N: number, count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: N }, (_, n) => n);
  const chosen = Math.min(count, N);
  for (let at = 0; at < chosen; at++) {
    const other = at + Math.floor(random() * (N - at));
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order.slice(0, chosen);
}
