import { chunks, spanOf } from "@espalier/network";
import type { Network, Work, Chunk } from "@espalier/network";
import { scalesOf } from "../method/scales.ts";
import { createPassSum } from "./pass-sum.ts";
import { costOf, noResult } from "./pass.ts";
import type { Pass, PassInput, PassOf, PassResult } from "./pass.ts";

/** The result of the last of some passes over samples in memory, one chunk after the other. */
export function* reduceInMemory(
  passes: readonly PassOf[],
  input: PassInput,
  { inputs, targets }: Chunk,
): Work<PassResult> {
  const [samples] = inputs.shape;
  const [[firstChunk]] = chunks(inputs);
  const scales = input.isScaled === undefined ? undefined : scalesOf(input, firstChunk);
  let result = noResult;
  for (const passOf of passes) {
    const pass = passOf({ ...input, samples, ...(input.isScaled === true && { scales }) }, result);
    result = { samples, total: yield* reducePass(pass, input.network, { inputs, targets }), scales };
  }
  return result;
}

/** The total of one pass over samples in memory. */
export function* reducePass<Total>(
  pass: Pass<unknown, Total>,
  network: Network,
  { inputs, targets }: Chunk,
): Work<Total> {
  const total = inputs.shape[0] * costOf(pass);
  const sum = createPassSum(spanOf(network), pass);
  let [done, first] = [0, 0];
  for (const [X, T] of targets ? chunks(inputs, targets) : chunks(inputs)) {
    const part = pass.map({ inputs: X, targets: T, first });
    first += X.shape[0];
    for (const [piece, cost] of pass.costs.entries()) {
      sum.add(X.shape[0], piece, part(piece));
      done += X.shape[0] * cost;
      if (cost > 0) yield { stage: "scores", done, total };
    }
  }
  return sum.total();
}
