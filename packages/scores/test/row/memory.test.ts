import { initialNetwork } from "@espalier/network";
import { seededRandom, randomNormal, rows, wrap } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longLaw } from "../../../../test-setup/law.ts";
import { cut, prune, pruneStream, scoreStream } from "../../../prune/src/index.ts";
import { sharedPool } from "../../../prune/test/support/shared-pool.ts";
import { columnsOf } from "../../src/row/columns.ts";
import { coscatterOfRow, rowStatisticsPass } from "../../src/row/row-statistics.ts";
import type { RowStatistics } from "../../src/row/row-statistics.ts";
import { createPassSum } from "../../src/streaming/pass-sum.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";

const network = initialNetwork({ sizes: [3, 4, 2], random: seededRandom(1) });
const inputs = randomNormal([20, 3], seededRandom(2));
const needed = 3 * 8 * (4 * 3 ** 2 + 2 * 4 ** 2); // 3 · 8 Σ I J²

/** With one row at a time: 3 · 8 J², and of each sample the inputs and the energies. */
const [byRow, perSample] = [3 * 8 * 4 ** 2, 8 * (3 + 4 + 4 + 2)];

const message = (who: string, samples = 20): string =>
  `${who}: expected statistics of rows within 1000 bytes, the option memory; received ${needed} bytes for layers of 4 × 3, 2 × 4, 3 · 8 Σ I J²; or a row at a time ${byRow} bytes and ${perSample} for each of ${samples} samples`;

// prettier-ignore
describeRefusals({
  "statistics of rows that do not fit": [
    [() => prune(network, inputs, { ratio: 0.5, strategy: "obs", memory: 1000 }), message("prune")],
    [() => prune(network, inputs, { ratio: 0.5, compensation: "row", memory: 1000 }), message("prune")],
    [() => prune(network, inputs, { ratio: 0.5, compensation: "row", memory: -1 }), "prune: expected a memory of bytes ≥ 0; received -1"],
  ],
});

it("are refused of streams and by threads as well, and computed where they fit", async () => {
  const options = { ratio: 0.5, strategy: "obs", memory: 1000 };
  await expect(pruneStream(network, [inputs], options)).rejects.toThrow(message("pruneStream"));
  await expect(scoreStream(network, [inputs], options)).rejects.toThrow(message("scoreStream"));
  await expect(sharedPool.score(network, inputs, options)).rejects.toThrow(message("pool.score"));
  expect(prune(network, inputs, { ...options, memory: needed }).removed).toBe(10);
});

describe("statistics of one row at a time", () => {
  const relu = { kind: "relu" } as const;
  const wide = initialNetwork({
    sizes: [20, 30, 2],
    random: seededRandom(4),
    dtype: "f32",
    activation: relu,
  });
  const many = randomNormal([1100, 20], seededRandom(5), "f32");
  const byRowOf = (samples: number): number => 3 * 8 * 30 ** 2 + samples * (4 * (20 + 30) + 8 * (30 + 2));
  const drawn = fc.record({
    samples: fc.integer({ min: 1, max: 40 }),
    strategy: fc.constantFrom("elimination-compensation", "magnitude"),
    ratio: fc.constantFrom(0, 0.3, 0.8, 1),
  });

  function compare(samples: number, strategy: string, ratio: number): void {
    const some = rows(many, 0, samples);
    const options = { ratio, strategy, compensation: "row" } as const;
    const whole = prune(wide, some, options);
    const byOne = prune(wide, some, { ...options, memory: byRowOf(samples) });
    expect(byOne.network).toEqual(whole.network);
    expect(byOne.masks).toEqual(whole.masks);
    for (const [k, { importance, rows: own }] of byOne.scores.entries()) {
      expect(importance).toEqual(whole.scores[k].importance);
      expect(own?.curvature).toHaveProperty("row");
    }
  }

  longLaw("have the bits of all rows at once", drawn, ({ samples, strategy, ratio }) =>
    compare(samples, strategy, ratio),
  );

  it("give obs the scores that all rows at once give", () => compare(600, "obs", 0.5));

  it("are summed in the order of chunks and spans", () => {
    const statisticsWithin = (memory: number | undefined): RowStatistics[] => {
      const pass = rowStatisticsPass({ who: "here", network: wide, memory });
      const sum = createPassSum(256, pass);
      for (let at = 0; at < 600; at += 100) {
        sum.add(100, 0, pass.map({ inputs: rows(many, at, at + 100) })(0));
      }
      return sum.total();
    };
    const [whole, byOne] = [undefined, byRowOf(600)].map(statisticsWithin);
    for (const [k, { held, coscatter, ...others }] of byOne.entries()) {
      expect(coscatter).toBeUndefined();
      expect(whole[k]).toMatchObject(others);
      const [I, J] = others.weighted.mean.shape;
      const { entries } = whole[k].coscatter ?? { entries: new Float64Array() };
      for (const [i, own] of columnsOf([I, J], undefined).entries())
        expect(held && coscatterOfRow(held, i, own).entries).toEqual(
          entries.slice(i * J * J, (i + 1) * J * J),
        );
    }
  });

  it("are those of a stream, whose buffers are used again, and of threads", async () => {
    const options = { strategy: "obs", memory: byRowOf(600) };
    const some = rows(many, 0, 600);
    const { network: expected } = prune(wide, some, { ratio: 0.5, strategy: "obs" });
    const buffer = new Float32Array(20 * 200);
    const batches = {
      *[Symbol.iterator]() {
        for (let at = 0; at < 600; at += 200) {
          buffer.set(some.data.subarray(20 * at, 20 * (at + 200)));
          yield { shape: [200, 20], data: buffer };
        }
      },
    };
    expect(cut(wide, await scoreStream(wide, batches, options), 0.5).network).toEqual(expected);
    expect(cut(wide, await sharedPool.score(wide, some, options), 0.5).network).toEqual(expected);
  });

  it("end a stream that is longer than the memory", async () => {
    const endless = { *[Symbol.iterator]() { for (;;) yield rows(many, 0, 1000); } }; // prettier-ignore
    await expect(scoreStream(wide, endless, { strategy: "obs", memory: byRowOf(600) })).rejects.toThrow(
      `scoreStream: expected statistics of rows within ${byRowOf(600)} bytes, the option memory; received`,
    );
  });
});

it("are refused before any memory is taken: 68 GB for each copy of a layer of 2048 × 2048", () => {
  const weight = wrap([2048, 2048], new Float32Array(2048 ** 2).fill(0.5));
  const layer = { weight, bias: wrap([2048], new Float32Array(2048)), activation: { kind: "relu" } } as const;
  const samples = randomNormal([1, 2048], seededRandom(2), "f32");
  expect(() => prune({ layers: [layer] }, samples, { ratio: 0.5, strategy: "obs", memory: 1e8 })).toThrow(
    `received ${24 * 2048 ** 3} bytes for layers of 2048 × 2048`,
  );
});
