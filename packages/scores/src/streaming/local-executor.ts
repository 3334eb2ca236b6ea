import type { Chunk } from "@espalier/network";
import { checkSamples, checkInputs, checkInputShape, turn } from "@espalier/network/internal";
import type { Executor } from "./map-reduce.ts";
import type { Pass, PassInput } from "./pass.ts";

/**
 * Checks what the map of a pass does not check.
 *
 * @throws ShapeError, ValueError when the samples of a chunk are not valid, naming them
 */
export function checkChunk(
  { checksInputs }: Pass,
  { who, network, loss }: PassInput,
  { inputs, targets }: Chunk,
  first: number,
): void {
  if (checksInputs === true) checkInputShape(who, network, inputs);
  else if (targets && loss) checkSamples(who, network, { inputs, targets }, loss, first);
  else checkInputs(who, network, inputs, first);
}

/** Computes on this thread, and lets other work on it run in between. */
export const localExecutor: Executor = {
  chunks: 1,
  parts: 1,
  begin(_step, input, _before, pass) {
    let mapped: { at: number; part: (piece: number) => unknown } | undefined;
    return async (chunk, piece) => {
      await turn();
      if (mapped?.at !== chunk.at) {
        checkChunk(pass, input, chunk, chunk.first);
        mapped = { at: chunk.at, part: pass.map(chunk) };
      }
      return mapped.part(piece);
    };
  },
  end() {},
};
