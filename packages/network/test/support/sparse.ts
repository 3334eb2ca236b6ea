import { wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import type { ActivationKind, Network } from "../../src/index.ts";
import { activations, casesOf, tameKinds, few, lists, matrices, vectors } from "./arbitraries.ts";

/** Which weights of a layer go: any, and often all of a row or of a column. */
const holes = (I: number, J: number): fc.Arbitrary<boolean[]> => {
  const often = (chance: number): fc.Arbitrary<boolean> =>
    fc.oneof(
      { weight: 10 - chance, arbitrary: fc.constant(false) },
      { weight: chance, arbitrary: fc.constant(true) },
    );
  return fc
    .record({
      each: fc.oneof(lists(I * J, often(2)), lists(I * J, often(7))),
      rows: lists(I, often(3)),
      columns: lists(J, often(3)),
    })
    .map(({ each, rows, columns }) =>
      each.map((isHole, ij) => isHole || rows[Math.floor(ij / J)] || columns[ij % J]),
    );
};

/** Zeros of both signs. */
const punched = (weight: Tensor, where: readonly boolean[]): Tensor =>
  wrap(
    weight.shape,
    Float64Array.from(weight.data, (W_ij, ij) => (where[ij] ? (W_ij < 0 ? -0 : 0) : W_ij)),
  );

/** Networks of one to four layers and one to five neurons each in which weights, rows and columns are zero. */
export const sparseNetworks = (kinds: readonly ActivationKind[] = tameKinds): fc.Arbitrary<Network> =>
  few(1, 4)
    .chain((layers) => lists(layers + 1, few(1, 5)))
    .chain((sizes) =>
      fc.tuple(
        ...sizes.slice(1).map((I, k) =>
          fc
            .record({
              weight: matrices(I, sizes[k]),
              where: holes(I, sizes[k]),
              bias: vectors(I),
              activation: activations(I, kinds),
            })
            .map(({ weight, where, ...rest }) => ({ ...rest, weight: punched(weight, where) })),
        ),
      ),
    )
    .map((layers) => ({ layers }));

export const sparseCases: fc.Arbitrary<{ network: Network; inputs: Tensor }> = casesOf(sparseNetworks());

/** Some columns of a matrix. */
export const columns = ({ shape: [N, J], data }: Tensor, which: readonly number[]): Tensor =>
  wrap(
    [N, which.length],
    Float64Array.from({ length: N * which.length }, (_, at) => {
      const [n, to] = [Math.floor(at / which.length), at % which.length];
      return data[n * J + which[to]];
    }),
  );
