import { FormatError, tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { statisticsFromBytes, statisticsToBytes } from "../../src/statistics/index.ts";
import { layerStatistics, mergeStatistics } from "@espalier/prune";
import { law } from "../../../../test-setup/law.ts";
import { describeRefusals, refusalOf } from "../../../prune/test/support/refusals.ts";
import { example, mergeable } from "../../../prune/test/support/statistics.ts";

const bytes = statisticsToBytes(example);

describe("statistics as bytes", () => {
  law("are read as they were written, to the last bit", mergeable, ({ a }) => {
    expect(statisticsFromBytes(statisticsToBytes(a))).toEqual(a);
  });

  law("merge as they did before: merge(read(write(a)), b) = merge(a, b)", mergeable, ({ a, b }) => {
    expect(mergeStatistics(statisticsFromBytes(statisticsToBytes(a)), b)).toEqual(mergeStatistics(a, b));
  });

  law("are read wherever they lie in a buffer", fc.record({ drawn: mergeable, at: fc.nat(9) }), (both) => {
    const written = statisticsToBytes(both.drawn.a);
    const buffer = new Uint8Array(written.length + 9).fill(255);
    buffer.set(written, both.at);
    const part = buffer.subarray(both.at, both.at + written.length);
    expect(statisticsFromBytes(part)).toEqual(both.drawn.a);
  });

  it("are a header, and for each layer its sizes, the samples and the moments, little-endian", () => {
    const view = new DataView(bytes.buffer);
    const doubles = Array.from({ length: 7 }, (_, d) => view.getFloat64(24 + 8 * d, true));
    expect(String.fromCharCode(...bytes.subarray(0, 8))).toBe("espstats");
    expect([8, 12, 16, 20].map((at) => view.getUint32(at, true))).toEqual([1, 1, 1, 1]);
    expect(doubles).toEqual([2, 4, 3, 12, 2, 2, 8]); // samples; Σ G, mean and scatter; then under equal weights
    expect(bytes.length).toBe(24 + 8 * 7);
  });

  it("name the byte of one number among many", () => {
    const written = statisticsToBytes([layerStatistics(tensor([[1, 2]]), tensor([[1]]))]);
    new DataView(written.buffer).setFloat64(48, NaN, true); // the second mean, behind 16 + 8 bytes, samples, Σ G and a mean
    expect(() => statisticsFromBytes(written)).toThrow(
      "byte 48, layers[0].weighted.mean: expected a finite number",
    );
  });

  it("know −0 from 0", () => {
    const [layer] = example;
    const mean = { shape: [1, 1], data: Float64Array.of(-0) };
    const negative = [{ ...layer, weighted: { ...layer.weighted, mean } }];
    expect(statisticsFromBytes(statisticsToBytes(negative))).toEqual(negative);
  });
});

/** The bytes of the example with a number written over them. */
const with32 =
  (at: number, value: number): (() => unknown) =>
  () => {
    const changed = bytes.slice();
    new DataView(changed.buffer).setUint32(at, value, true);
    return statisticsFromBytes(changed);
  };
const with64 =
  (at: number, value: number): (() => unknown) =>
  () => {
    const changed = bytes.slice();
    new DataView(changed.buffer).setFloat64(at, value, true);
    return statisticsFromBytes(changed);
  };
const cutTo =
  (length: number): (() => unknown) =>
  () =>
    statisticsFromBytes(bytes.subarray(0, length));
const whole = (least: number, most: number): string => `a whole number from ${least} to ${most}`;

// prettier-ignore
describeRefusals({
  "bytes that are no statistics": [
    [with32(0, 0x41414141),     'byte 0, format: expected "espstats"; received "AAAAtats"'],
    [with32(8, 2),              `byte 8, version: expected ${whole(1, 1)}; received 2`],
    [with32(8, 0),              `byte 8, version: expected ${whole(1, 1)}; received 0`],
    [with32(12, 0),             `byte 12, layers: expected ${whole(1, 2 ** 32 - 1)}; received 0`],
    [with32(12, 2 ** 32 - 1),   "byte 80, layers[1].I: expected 4 bytes; received 0"],
    [with32(16, 0),             `byte 16, layers[0].I: expected ${whole(1, 2 ** 32 - 1)}; received 0`],
    [with32(20, 0),             `byte 20, layers[0].J: expected ${whole(1, 2 ** 32 - 1)}; received 0`],
    [with32(16, 2 ** 32 - 1),   `byte 32, layers[0].weighted.totalEnergy: expected ${8 * (2 ** 32 - 1)} bytes; received 48`],
    [with32(20, 7),             "byte 40, layers[0].weighted.mean: expected 56 bytes; received 40"],
    [with64(24, 0.5),           "byte 24, layers[0].samples: expected a whole number ≥ 0; received 0.5"],
    [with64(32, -1),            "byte 32, layers[0].weighted.totalEnergy: expected a finite number ≥ 0; received -1"],
    [with64(40, NaN),           "byte 40, layers[0].weighted.mean: expected a finite number; received NaN"],
    [with64(48, Infinity),      "byte 48, layers[0].weighted.scatter: expected a finite number ≥ 0; received Infinity"],
    [with64(72, -1),            "byte 72, layers[0].unweighted.scatter: expected a finite number ≥ 0; received -1"],
    [cutTo(0),                  "byte 0, format: expected 8 bytes; received 0"],
    [cutTo(79),                 "byte 72, layers[0].unweighted.scatter: expected 8 bytes; received 7"],
    [() => statisticsFromBytes(Uint8Array.of(...bytes, 0)), "byte 80, end: expected no more bytes; received 1"],
    [() => statisticsFromBytes([1, 2] as unknown as Uint8Array), "statistics: expected a Uint8Array; received an array of 2"],
  ],
});

describe("damaged bytes", () => {
  const someBytes = mergeable.map(({ a }) => statisticsToBytes(a));

  law("are refused with a FormatError wherever they end too soon", someBytes, (all) => {
    for (let length = 0; length < all.length; length++)
      expect(refusalOf(() => statisticsFromBytes(all.subarray(0, length)))).toBeInstanceOf(FormatError);
  });

  it("are read as something else, or refused with a FormatError, whichever bit is flipped", () => {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = bytes.slice();
      changed[bit >> 3] ^= 1 << (bit & 7);
      // The first 24 bytes are the format and the sizes, of which only one reading is right.
      const refusal = refusalOf(() => expect(statisticsFromBytes(changed)).not.toEqual(example));
      if (bit < 8 * 24 || refusal !== undefined) expect(refusal).toBeInstanceOf(FormatError);
    }
  });

  law(
    "are read, or refused with a FormatError, whatever they are",
    fc.uint8Array({ maxLength: 200 }),
    (any) => {
      for (const attempt of [any, Uint8Array.of(...bytes.subarray(0, 16), ...any)]) {
        const refusal = refusalOf(() => statisticsFromBytes(attempt));
        if (refusal !== undefined) expect(refusal).toBeInstanceOf(FormatError);
      }
    },
  );
});
