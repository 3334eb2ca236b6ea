import { chunks, spanOf } from "@espalier/network";
import type { Network, Work, Chunk } from "@espalier/network";
import { scalesOf } from "../method/scales.ts";
import type { checkChunk } from "./local-executor.ts";
import { createPassSum } from "./pass-sum.ts";
import { costOf, noResult } from "./pass.ts";
import type { Pass, PassInput, PassOf, PassResult } from "./pass.ts";

/**
 * The result of the last of some passes over samples in memory, one chunk after the other.
 *
 * @param checks checks the samples of a chunk in the first pass, which then has them in a near cache; absent where they were checked before
 */
export function* reduceInMemory(
  passes: readonly PassOf[],
  input: PassInput,
  { inputs, targets }: Chunk,
  checks?: typeof checkChunk,
): Work<PassResult> {
  const [samples] = inputs.shape;
  const [[firstChunk]] = chunks(inputs);
  const scales = input.isScaled === undefined ? undefined : scalesOf(input, firstChunk);
  let result = noResult;
  for (const [step, passOf] of passes.entries()) {
    const pass = passOf({ ...input, samples, ...(input.isScaled === true && { scales }) }, result);
    const check =
      step === 0 && checks
        ? (chunk: NumberedChunk): void => checks(pass, input, chunk, chunk.first)
        : undefined;
    const total = yield* reducePass(pass, input.network, { inputs, targets }, check);
    result = { samples, total, scales };
  }
  return result;
}

/** A chunk, and the number of its first sample. */
type NumberedChunk = Chunk & { readonly first: number };

/**
 * The total of one pass over samples in memory.
 *
 * @param check is called with each chunk before it is mapped
 */
export function* reducePass<Total>(
  pass: Pass<unknown, Total>,
  network: Network,
  { inputs, targets }: Chunk,
  check?: (chunk: NumberedChunk) => void,
): Work<Total> {
  const total = inputs.shape[0] * costOf(pass);
  const sum = createPassSum(spanOf(network), pass);
  let [done, first] = [0, 0];
  for (const [X, T] of targets ? chunks(inputs, targets) : chunks(inputs)) {
    const chunk = { inputs: X, targets: T, first };
    check?.(chunk);
    const part = pass.map(chunk);
    first += X.shape[0];
    for (const [piece, cost] of pass.costs.entries()) {
      sum.add(X.shape[0], piece, part(piece));
      done += X.shape[0] * cost;
      if (cost > 0) yield { stage: "scores", done, total };
    }
  }
  return sum.total();
}
