import type { Executor } from "./gather.ts";
import { checkSamples } from "../network/loss.ts";
import type { Chunk, Given } from "./passes.ts";
import { checkInputs } from "../network/samples.ts";
import { turn } from "./progress.ts";

/** @throws ShapeError, ValueError when the samples of a chunk are not what they should be, naming them */
export function checkChunk({ network, loss }: Given, { inputs, targets }: Chunk, first: number): void {
  if (targets && loss) checkSamples("prune", network, { inputs, targets }, loss, first);
  else checkInputs("prune", network, inputs, first);
}

/** Computes on this thread, and lets everything else on it have its turn in between. */
export const onThisThread: Executor = {
  chunks: 1,
  parts: 1,
  begin(_step, given, _before, pass) {
    let opened: { at: number; part: (piece: number) => unknown } | undefined;
    return async (chunk, piece) => {
      await turn();
      if (opened?.at !== chunk.at) {
        checkChunk(given, chunk, chunk.first);
        opened = { at: chunk.at, part: pass.open(chunk) };
      }
      return opened.part(piece);
    };
  },
  end() {},
};
