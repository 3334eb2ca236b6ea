import { rows, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { batchStatistics, layerStatistics } from "../../src/index.ts";
import type { LayerStatistics } from "../../src/index.ts";
import type { Network } from "@espalier/network";
import { graphCases } from "../../../network/test/support/graphs.ts";
import { few, lists } from "../../../network/test/support/arbitraries.ts";

const matrix = (I: number, J: number, data: readonly number[]): Tensor =>
  wrap([I, J], Float64Array.from(data));

/** Numbers with all their digits, from the smallest on, with −0; their squares and fourth powers are finite. */
const anyInput = fc.double({ min: -1e70, max: 1e70, noNaN: true });
const energies = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e100, noNaN: true }));

/** What was computed from up to four samples, or none, of one layer or two. */
const ofSizes = (sizes: readonly (readonly [I: number, J: number])[]): fc.Arbitrary<LayerStatistics[]> =>
  few(0, 4).chain((N) =>
    fc.tuple(
      ...sizes.map(([I, J]) =>
        fc
          .record({ x: lists(N * J, anyInput), g: lists(N * I, energies) })
          .map(({ x, g }) => layerStatistics(matrix(N, J, x), matrix(N, I, g))),
      ),
    ),
  );

/** Two statistics that can be merged. */
export const mergeable: fc.Arbitrary<{ a: LayerStatistics[]; b: LayerStatistics[] }> = few(1, 2)
  .chain((layers) => lists(layers, fc.tuple(few(1, 3), few(1, 3))))
  .chain((sizes) => fc.record({ a: ofSizes(sizes), b: ofSizes(sizes) }));

/** Statistics of matrices with several uses, transposed or not, of the same network on two batches. */
export const mergeableTies: fc.Arbitrary<{ network: Network; a: LayerStatistics[]; b: LayerStatistics[] }> =
  graphCases({
    ties: true,
    transposes: true,
  })
    .filter(({ network: { layers } }) => layers.some(({ tied }) => tied !== undefined))
    .map(({ network, inputs }) => ({
      network,
      a: batchStatistics(network, inputs),
      b: batchStatistics(network, rows(inputs, 0, 1)),
    }));

/** The statistics of one input of one neuron: samples 0, 4 under the energies 1, 3. */
export const example: readonly LayerStatistics[] = [
  layerStatistics(matrix(2, 1, [0, 4]), matrix(2, 1, [1, 3])),
];
