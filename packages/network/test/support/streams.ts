import { randomNormal, rows, seededRandom, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { CHUNK, initialNetwork } from "../../src/index.ts";
import type { Network, Samples } from "../../src/index.ts";

/** A network of three inputs, and a bit more than three chunks of samples for it. */
export const network: Network = initialNetwork({ sizes: [3, 5, 4, 2], random: seededRandom(1) });
export const inputs: Tensor = randomNormal([3 * CHUNK + 100, 3], seededRandom(2));
export const targets: Tensor = randomNormal([3 * CHUNK + 100, 2], seededRandom(3));

/** What every strategy that goes through samples by chunks can be run with. */
export const everyStrategy = ["elimination-compensation", "nonlinear", "gradient-magnitude"].map(
  (strategy) => ({ strategy, targets, loss: "mean-squared-error" as const }),
);

/** Rows where a stream is cut; the same one twice is an empty batch. */
export const cuts: fc.Arbitrary<number[]> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: inputs.shape[0] }), fc.constantFrom(0, CHUNK, 2 * CHUNK)), {
    maxLength: 6,
  })
  .map((at) => at.toSorted((a, b) => a - b));

/** The samples in batches, as often as they are asked for. */
export function batchesOf(at: readonly number[]): AsyncIterable<Samples> {
  const [N] = inputs.shape;
  const ends = [...at, N];
  return {
    async *[Symbol.asyncIterator]() {
      for (const [each, to] of ends.entries()) {
        const from = at[each - 1] ?? 0;
        yield { inputs: rows(inputs, from, to), targets: rows(targets, from, to) };
      }
    },
  };
}

/** A stream that says how often it was asked for a batch, and never ends. */
export function endless(): { batches: AsyncIterable<Tensor>; asked: () => number } {
  let count = 0;
  async function* all(): AsyncGenerator<Tensor> {
    for (;;) {
      count++;
      yield rows(inputs, 0, CHUNK);
    }
  }
  return { batches: all(), asked: () => count };
}

/** Two batches of one sample each, of which the second has something wrong with it. */
export const thenBad = (...data: number[]): Tensor[] => [
  wrap([1, 3], Float64Array.of(1, 2, 3)),
  wrap([1, data.length], Float64Array.from(data)),
];

/** What a promise rejects with. */
export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
