import { initialNetwork, finish } from "@espalier/network";
import { randomNormal, rows, seededRandom, zeros } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { law, longLaw } from "../../../../test-setup/law.ts";
import { prune, pruneStream, pruningInSteps, scoring } from "../../../prune/src/index.ts";
import { sharedPool } from "../../../prune/test/support/shared-pool.ts";
import { layerStatistics } from "../../src/method/statistics.ts";
import { columnsOf } from "../../src/row/columns.ts";
import type { Coscatter, Columns } from "../../src/row/columns.ts";
import { coscatterOf, coscatterWithin, mergeCoscatter } from "../../src/row/coscatter.ts";

/** Inputs of which some columns are constant, and energies of which some are zero. */
const layers = fc
  .record({
    N: fc.integer({ min: 1, max: 20 }),
    I: fc.integer({ min: 1, max: 3 }),
    J: fc.constantFrom(1, 2, 7, 48, 50, 100),
    seed: fc.nat(),
    dtype: fc.constantFrom<DType>("f32", "f64"),
  })
  .map(({ N, I, J, seed, dtype }) => {
    const random = seededRandom(seed);
    const input = randomNormal([N, J], random, dtype);
    const constant = Uint8Array.from({ length: J }, () => (random() < 0.3 ? 1 : 0));
    for (let at = 0; at < N * J; at++) if (constant[at % J] === 1) input.data[at] = input.data[at % J];
    const energy = zeros([N, I]);
    energy.data.forEach((_, at) => (energy.data[at] = at % I === 1 || random() < 0.3 ? 0 : random()));
    const mask = Uint8Array.from({ length: I * J }, () => (random() < 0.5 ? 1 : 0));
    return { layer: { input, energy }, mask, shape: [I, J] };
  });

/** The entries of some columns, and the diagonals of rows that have columns. */
function chosen(whole: Tensor, columns: Columns): Coscatter {
  const [I, J] = whole.shape;
  const at = (i: number, j: number, l: number): number => whole.data[(i * J + j) * J + l];
  return {
    entries: Float64Array.from(
      columns.flatMap((own, i) => [...own].flatMap((j) => [...own].map((l) => at(i, j, l)))),
    ),
    diagonal: Float64Array.from({ length: I * J }, (_, ij) => {
      const i = Math.floor(ij / J);
      return columns[i].length === 0 ? 0 : at(i, ij % J, ij % J);
    }),
  };
}

describe("the coscatter of some columns", () => {
  law("has the bits of that of all columns", layers, ({ layer, mask, shape }) => {
    const { weighted } = layerStatistics(layer.input, layer.energy);
    const whole = coscatterOf(layer, weighted);
    for (const columns of [columnsOf(shape, mask), columnsOf(shape, undefined)])
      expect(coscatterWithin(layer, weighted, columns)).toEqual(chosen(whole, columns));
  });

  law("merges as that of all columns", fc.tuple(layers, fc.nat()), ([{ layer, mask, shape }, seed]) => {
    const other = { ...layer, input: randomNormal(layer.input.shape, seededRandom(seed)) };
    const merged = (columns: Columns): Coscatter => {
      const [a, b] = [layer, other].map((each) => layerStatistics(each.input, each.energy).weighted);
      const [total, part] = [coscatterWithin(layer, a, columns), coscatterWithin(other, b, columns)];
      return mergeCoscatter(total, part, [a, b], columns);
    };
    const [I, J] = shape;
    const all = merged(columnsOf(shape, undefined));
    const columns = columnsOf(shape, mask);
    expect(merged(columns)).toEqual(chosen({ shape: [I, J, J], data: all.entries }, columns));
  });

  it("of x = 0, 2 with energies 1, 1 is [2, −2; −2, 2] for x and −x", () => {
    const input = { shape: [2, 2], data: Float64Array.of(0, 0, 2, -2) };
    const layer = { input, energy: { shape: [2, 1], data: Float64Array.of(1, 1) } };
    const { weighted } = layerStatistics(layer.input, layer.energy);
    expect(coscatterOf(layer, weighted).data).toEqual(Float64Array.of(2, -2, -2, 2));
  });
});

describe("stages with the compensation of rows", () => {
  const networkOf = (dtype: DType, kind: "relu" | "prelu") =>
    initialNetwork({
      sizes: [12, 9, 5, 2],
      random: seededRandom(4),
      dtype,
      ...(kind === "relu" && { activation: { kind } }),
    });
  const samplesIn = (dtype: DType, N: number): Tensor => {
    const X = randomNormal([N, 12], seededRandom(5), dtype);
    for (let n = 0; n < N; n++) X.data[12 * n + 3] = 0.5;
    return X;
  };
  const drawn = fc.record({
    dtype: fc.constantFrom<DType>("f32", "f64"),
    kind: fc.constantFrom("relu" as const, "prelu" as const),
    N: fc.integer({ min: 5, max: 60 }),
    ratio: fc.constantFrom(0.3, 0.8, 0.98),
    steps: fc.integer({ min: 2, max: 5 }),
    memory: fc.constantFrom(undefined, 40_000),
  });

  longLaw("give the bits of statistics of all columns", drawn, ({ dtype, kind, N, ratio, steps, memory }) => {
    const [network, inputs] = [networkOf(dtype, kind), samplesIn(dtype, N)];
    const how = { compensation: "row", memory } as const;
    const staged = prune(network, inputs, { ratio, steps, ...how });
    const plain = finish(pruningInSteps(network, ratio, steps, (left) => scoring(left, inputs, how)));
    expect(staged.network).toEqual(plain.network);
    expect(staged.masks).toEqual(plain.masks);
    for (const [k, { importance, compensation }] of staged.scores.entries())
      expect({ importance, compensation }).toEqual({
        importance: plain.scores[k].importance,
        compensation: plain.scores[k].compensation,
      });
  });

  it("are the same in threads, and from a stream in one thread", async () => {
    const [network, inputs] = [networkOf("f32", "prelu"), samplesIn("f32", 2500)];
    const options = { ratio: 0.9, steps: 3, compensation: "row" } as const;
    const expected = prune(network, inputs, options);
    const inThreads = await sharedPool.prune(network, inputs, options);
    expect(inThreads.network).toEqual(expected.network);
    const batches = [rows(inputs, 0, 700), rows(inputs, 700, 2500)];
    expect((await pruneStream(network, batches, options)).network).toEqual(expected.network);
  });
});
