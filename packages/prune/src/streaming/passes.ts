import type { Tensor } from "@espalier/tensor";
import type { LossName } from "../network/loss.ts";
import type { Network } from "../network/network.ts";
import { chunks } from "../network/samples.ts";
import type { LayerScores } from "../method/score.ts";
import type { Calibration } from "../strategies/strategy.ts";
import type { Work } from "./progress.ts";

/** What a pass may know besides the samples. */
export interface Given {
  readonly network: Network;
  readonly loss?: LossName | undefined;
}

/** Up to 1024 samples that follow each other, X [n, d_0]. */
export interface Chunk {
  readonly inputs: Tensor;
  /** Only for a strategy that needs them. */
  readonly targets?: Tensor | undefined;
}

/** What a pass has found, of so many samples. Plain data. */
export interface Gathered<Total = unknown> {
  readonly samples: number;
  readonly total: Total;
}

/**
 * One way through the samples. Each chunk gives some parts, which may be computed in any order, anywhere; they are added in one
 * order, that of the chunks and of the pieces in them, so that the bits of the total depend on nothing else.
 */
export interface Pass<Part = unknown, Total = unknown> {
  /** How much work each piece of a chunk is for a sample, in units of its own: one piece, or many if a chunk takes long. */
  readonly costs: readonly number[];
  /** From a chunk to its parts, each of which is plain data and shares its memory with nothing. */
  open(chunk: Chunk): (piece: number) => Part;
  /** The total of no samples. */
  readonly start: Total;
  /** May write to the total that it is given. */
  add(total: Total, part: Part): Total;
}

/** How a strategy gets its scores from samples that it sees a chunk at a time. */
export interface Passes {
  /** Each pass knows what the one before it has found. */
  readonly steps: readonly ((given: Given, before?: Gathered) => Pass)[];
  finish(given: Given, found: Gathered): LayerScores[];
  /** Memory of what a chunk leaves, in bytes, where that is more than some numbers for each weight. */
  readonly bytes?: ((network: Network) => number) | undefined;
}

/** Passes over samples in memory, one chunk after the other, as a strategy's `score`. */
export const inPasses = (passes: Passes) =>
  function* score(network: Network, { inputs, targets, loss }: Calibration): Work<LayerScores[]> {
    const given = { network, loss };
    const [samples] = inputs.shape;
    let found: Gathered = { samples: 0, total: undefined };
    for (const step of passes.steps) {
      const pass = step(given, found);
      const work = samples * sumOf(pass.costs);
      let [total, done] = [pass.start, 0];
      for (const [X, T] of targets ? chunks(inputs, targets) : chunks(inputs)) {
        const part = pass.open({ inputs: X, targets: T });
        for (const [piece, cost] of pass.costs.entries()) {
          total = pass.add(total, part(piece));
          done += X.shape[0] * cost;
          if (cost > 0) yield { stage: "scores", done, total: work };
        }
      }
      found = { samples, total };
    }
    return passes.finish(given, found);
  };

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
