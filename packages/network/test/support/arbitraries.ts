import { wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { activationOf } from "./activations.ts";
import { activationKinds, inputWidth } from "../../src/index.ts";
import type { Activation, ActivationKind, Network } from "../../src/index.ts";

export { activationOf };

/** A step of 2⁻¹⁰: its multiples, and their products and sums, are exact as long as they are small. */
export const STEP = 2 ** -10;

/** Multiples of the step between −2 and 2, zero and one more often than by chance. */
export const numbers: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -2048, max: 2048 }).map((steps) => steps * STEP) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, -1) },
);

/** What an energy can be: often 0, a neuron that does not feel a sample. */
export const energyValues: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 4096 }).map((steps) => steps * STEP) },
  { weight: 1, arbitrary: fc.constant(0) },
);

export const lists = <T>(length: number, values: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(values, { minLength: length, maxLength: length });

export const vectors = (length: number, values = numbers): fc.Arbitrary<Tensor> =>
  lists(length, values).map((data) => wrap([length], Float64Array.from(data)));

export const matrices = (rows: number, columns: number, values = numbers): fc.Arbitrary<Tensor> =>
  lists(rows * columns, values).map((data) => wrap([rows, columns], Float64Array.from(data)));

/** Between a and b of something; draws of their own, so that a failing case shrinks to few first. */
export const few = (a: number, b: number): fc.Arbitrary<number> => fc.integer({ min: a, max: b });

/** Those that are finite, with a finite slope, at every signal. */
export const finiteKinds: readonly ActivationKind[] = activationKinds.filter(
  (kind) => kind !== "sqrt" && kind !== "reciprocal",
);

/** The same but for exp, whose exponential grows beyond all numbers in a second layer. */
export const tameKinds: readonly ActivationKind[] = finiteKinds.filter((kind) => kind !== "exp");

export const activations = (neurons: number, kinds = tameKinds): fc.Arbitrary<Activation> =>
  fc
    .constantFrom(...kinds)
    .chain((kind): fc.Arbitrary<Activation> =>
      kind === "prelu"
        ? fc.constantFrom(1, neurons).chain((slopes) => vectors(slopes).map((slope) => ({ kind, slope })))
        : fc.constant(activationOf(kind)),
    );

/** Networks of one to three layers and one to four neurons each, with any activation but exp anywhere. */
export const networks = (
  kinds: readonly ActivationKind[] = tameKinds,
  lastKinds = kinds,
): fc.Arbitrary<Network> =>
  few(1, 3)
    .chain((layers) => lists(layers + 1, few(1, 4)))
    .chain((sizes) =>
      fc
        .tuple(
          ...sizes.slice(1).map((I, k) =>
            fc.record({
              weight: matrices(I, sizes[k]),
              bias: vectors(I),
              activation: activations(I, k === sizes.length - 2 ? lastKinds : kinds),
            }),
          ),
        )
        .map((layers) => ({ layers })),
    );

/** A network, and one to six samples for it. */
export const casesOf = (drawn: fc.Arbitrary<Network>): fc.Arbitrary<{ network: Network; inputs: Tensor }> =>
  drawn.chain((network) =>
    fc.record({
      network: fc.constant(network),
      inputs: few(1, 6).chain((N) => matrices(N, inputWidth(network))),
    }),
  );

export const cases: fc.Arbitrary<{ network: Network; inputs: Tensor }> = casesOf(networks());
