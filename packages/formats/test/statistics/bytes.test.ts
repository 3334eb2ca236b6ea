import { FormatError } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rangesOf } from "../../../files/src/bytes/byte-ranges.ts";
import {
  mergeFiles,
  networkBytes,
  openStatistics,
  statisticsFromBytes,
  statisticsToBytes,
} from "../../src/statistics/index.ts";
import type { OpenStatistics, StatisticsFile } from "../../src/statistics/index.ts";
import { initialNetwork, mergeParts, seededRandom, spanOf, statisticsParts } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { asUsed } from "@espalier/network/internal";
import { randomNormal, rows, tensor } from "@espalier/tensor";
import { law, longLaw } from "../../../../test-setup/law.ts";
import { describeRefusals, refusalOf } from "../../../network/test/support/refusals.ts";
import { example, mergeable, mergeableTies } from "../../../scores/test/support/statistics.ts";

const origin = {
  network: "a1b2",
  precision: "f64",
  metric: "outputs",
  divide: 1,
  producer: "espalier 1.2.3",
  span: 65_536,
} as const;
/** Samples 1024 and 1025. */
const file: StatisticsFile = { ...origin, parts: [{ from: 1024, to: 1026, total: example }] };
const bytes = statisticsToBytes(file);
const start = bytes.length - 8 * 7; // six numbers and a check sum

const someFile = mergeable
  .filter(({ a }) => a[0].samples > 0)
  .map(({ a }): StatisticsFile => ({ ...origin, parts: [{ from: 0, to: a[0].samples, total: a }] }));

describe("statistics as bytes", () => {
  law("are read as they were written, to the last bit", someFile, (any) => {
    expect(statisticsFromBytes(statisticsToBytes(any))).toEqual(any);
  });

  longLaw("are read as they were written where matrices have several uses", mergeableTies, ({ a }) => {
    const any: StatisticsFile = { ...origin, parts: [{ from: 0, to: a[0].samples, total: a }] };
    const written = statisticsToBytes(any);
    expect(statisticsFromBytes(written)).toEqual(any);
    for (const length of [written.length - 1, written.length - 8])
      expect(refusalOf(() => statisticsFromBytes(written.subarray(0, length)))).toBeInstanceOf(FormatError);
  });

  law(
    "are read wherever they lie in a buffer",
    fc.record({ any: someFile, at: fc.nat(9) }),
    ({ any, at }) => {
      const written = statisticsToBytes(any);
      const buffer = new Uint8Array(written.length + 9).fill(255);
      buffer.set(written, at);
      expect(statisticsFromBytes(buffer.subarray(at, at + written.length))).toEqual(any);
    },
  );

  it("are a header, and for each layer and part the moments and a check sum, little-endian", () => {
    const view = new DataView(bytes.buffer);
    expect(String.fromCharCode(...bytes.subarray(0, 8))).toBe("espstats");
    expect([view.getUint32(8, true), view.getUint32(12, true)]).toEqual([2, start - 24]);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(16, start - 8)))).toEqual({
      ...origin,
      layers: [[1, 1]],
      parts: [{ from: 1024, to: 1026 }],
    });
    const doubles = Array.from({ length: 6 }, (_, d) => view.getFloat64(start + 8 * d, true));
    expect(doubles).toEqual([4, 3, 12, 2, 2, 8]); // Σ G, mean and scatter; then under equal weights
    expect(start % 8).toBe(0);
  });

  it("know −0 from 0", () => {
    const [layer] = example;
    const mean = { shape: [1, 1], data: Float64Array.of(-0) };
    const total = [{ ...layer, weighted: { ...layer.weighted, mean } }];
    const negative = { ...origin, parts: [{ from: 0, to: 2, total }] };
    expect(statisticsFromBytes(statisticsToBytes(negative))).toEqual(negative);
  });
});

describe("damaged bytes", () => {
  it("are refused with a FormatError, whichever bit is flipped and wherever they end", () => {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = bytes.slice();
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(refusalOf(() => statisticsFromBytes(changed))).toBeInstanceOf(FormatError);
    }
    for (let length = 0; length < bytes.length; length++)
      expect(refusalOf(() => statisticsFromBytes(bytes.subarray(0, length)))).toBeInstanceOf(FormatError);
  });

  const anyBytes = fc.uint8Array({ maxLength: 200 });
  law("are refused with a FormatError, whatever they are", anyBytes, (any) => {
    for (const attempt of [any, Uint8Array.of(...bytes.subarray(0, 16), ...any)])
      expect(refusalOf(() => statisticsFromBytes(attempt))).toBeInstanceOf(FormatError);
  });
});

const withByte = (at: number, value: number): Uint8Array => {
  const changed = bytes.slice();
  changed[at] = value;
  return changed;
};
// prettier-ignore
describeRefusals({
  "bytes that are not statistics": [
    [() => statisticsFromBytes(withByte(0, 0x41)), 'byte 0, format: expected "espstats"; received "Aspstats"'],
    [() => statisticsFromBytes(withByte(8, 1)), "byte 8, version: expected 2, the version of this program; received 1"],
    [() => statisticsFromBytes(withByte(15, 255)), "byte 12, header: expected a multiple of 8 up to 67108864 bytes; received 4278190240"],
    [() => statisticsFromBytes(withByte(start, 255)), `byte ${start + 48}, layers[0].parts[0].check: expected the check sum 4220720380 of the bytes before it; received 2130424916`],
    [() => statisticsFromBytes(Uint8Array.of(...bytes, 0)), `byte ${bytes.length}, end: expected ${bytes.length} bytes; received ${bytes.length + 1}`],
    [() => statisticsFromBytes([1, 2] as unknown as Uint8Array), "statistics: expected a Uint8Array; received an array of 2"],
    [() => statisticsToBytes({ ...origin, parts: [] }), "statisticsToBytes: expected statistics of at least one layer; received none"],
  ],
});

const network = initialNetwork({ sizes: [3, 4, 2], random: seededRandom(1) });
const inputs = randomNormal([9000, 3], seededRandom(2));
const ofNetwork = { ...origin, span: spanOf(network) };
async function opened(
  name: string,
  from: number,
  to: number,
  change: Partial<StatisticsFile> = {},
): Promise<OpenStatistics> {
  const parts = await statisticsParts(network, [rows(inputs, from, to)], { from });
  return openStatistics(rangesOf(statisticsToBytes({ ...ofNetwork, parts, ...change }), name));
}
async function collected(files: readonly OpenStatistics[], gaps = false): Promise<StatisticsFile> {
  const all: number[] = [];
  for await (const piece of mergeFiles(files, { gaps }).pieces()) all.push(...piece);
  return statisticsFromBytes(Uint8Array.from(all));
}

describe("files of statistics", () => {
  it("merge to the bits of all samples at once, for any split and in any order", async () => {
    const whole = await statisticsParts(network, [inputs]);
    for (const cuts of [[], [1024], [2048, 5120], [1024, 2048, 3072, 8192]]) {
      const ends = [0, ...cuts, 9000];
      const files = await Promise.all(ends.slice(1).map((to, at) => opened(`${at}`, ends[at], to)));
      const merged = await collected(files.toReversed());
      expect(merged).toEqual({ ...ofNetwork, parts: whole });
      expect(mergeParts(network, merged.parts)).toEqual(whole);
    }
  });

  it("merge to the bits of all samples at once where a matrix has several uses, transposed or not", async () => {
    const first = network.layers[0]; // 3 inputs, 4 neurons
    const decoder = asUsed({ transposed: true }, first.weight);
    const tied: Network = {
      layers: [
        first,
        { ...first, weight: decoder, bias: tensor([0, 1, 2]), tied: 0, transposed: true },
        { ...first, tied: 0 },
      ],
    };
    const whole = await statisticsParts(tied, [inputs]);
    const files = await Promise.all(
      [
        [0, 2048],
        [2048, 5120],
        [5120, 9000],
      ].map(async ([from, to]) => {
        // prettier-ignore
        const parts = await statisticsParts(tied, [rows(inputs, from, to)], { from });
        return openStatistics(rangesOf(statisticsToBytes({ ...ofNetwork, parts }), `${from}`));
      }),
    );
    expect((await collected(files)).parts).toEqual(whole);
  });

  it("merge over a gap only if that is allowed", async () => {
    const files = [await opened("a", 0, 1024), await opened("b", 3072, 9000)];
    expect(() => mergeFiles(files)).toThrow(
      "b: expected samples from 1024 on, where a ends; received a gap up to sample 3072",
    );
    const { parts } = await collected(files, true);
    expect(parts.map(({ from }) => from)).toEqual([0, 3072, 4096, 5120, 6144, 7168, 8192]);
  });

  it("are refused where they do not belong together", async () => {
    const a = await opened("a", 0, 2048);
    const refusal = async (from: number, change: Partial<StatisticsFile>): Promise<string> => {
      const b = await opened("b", from, 4096, change);
      return (refusalOf(() => mergeFiles([a, b])) as Error).message;
    };
    expect(await refusal(1024, {})).toBe(
      "b: expected samples from 2048 on, as a ends there; received samples from 1024 on",
    );
    expect(await refusal(2048, { network: "c3" })).toBe("b: expected the network a1b2, as a; received c3");
    expect(await refusal(2048, { producer: "espalier 2" })).toBe(
      "b: expected the version espalier 1.2.3, as a; received espalier 2",
    );
    expect(await refusal(2048, { metric: "softmax" })).toBe(
      "b: expected the metric outputs, as a; received softmax",
    );
    expect(await refusal(2048, { divide: 255 })).toBe("b: expected the divisor 1, as a; received 255");
    expect(() => mergeFiles([])).toThrow("mergeFiles: expected at least one file; received none");
  });

  it("name the file that is damaged, and the byte", async () => {
    await expect(openStatistics(rangesOf(bytes.subarray(1), "part.stats"))).rejects.toThrow(
      "part.stats: byte 0, format",
    );
    const { layer } = await openStatistics(rangesOf(withByte(start, 255), "part.stats"));
    await expect(layer(0, 0)).rejects.toThrow(
      `part.stats: byte ${start + 48}, layers[0].parts[0].check: expected`,
    );
  });
});

describe("the bytes of a network", () => {
  const textOf = (any: Network): string => Array.from(networkBytes(any), String).join();
  it("are the same for an equal network, whatever the order of its keys, and others for any other number", () => {
    const [{ weight, bias, activation }, last] = network.layers;
    expect(textOf({ layers: [{ activation, bias, weight }, last] })).toBe(textOf(network));
    const changed = structuredClone(network);
    changed.layers[1].bias.data[0] = -0;
    expect(textOf(changed)).not.toBe(textOf(network));
    expect(
      textOf({
        layers: [{ weight, bias, activation: { kind: "clip", from: 0, to: Infinity } as never }, last],
      }),
    ).not.toBe(
      textOf({ layers: [{ weight, bias, activation: { kind: "clip", from: 0, to: NaN } as never }, last] }),
    );
  });
});
