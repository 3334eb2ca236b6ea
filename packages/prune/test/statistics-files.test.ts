import * as fc from "fast-check";
import { randomNormal } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  batchStatistics,
  FormatError,
  initialNetwork,
  mergeStatistics,
  seededRandom,
  statisticsFromBytes,
  statisticsFromJson,
  statisticsToBytes,
  statisticsToJson,
} from "../src/index.ts";
import type { LayerStatistics } from "../src/index.ts";
import { law } from "./support/law.ts";

/** Statistics of some samples of a network with two layers, of sizes drawn anew. */
const statistics = fc
  .record({
    seed: fc.integer(),
    sizes: fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 4 }))),
    samples: fc.tuple(...[1, 2].map(() => fc.integer({ min: 1, max: 6 }))),
  })
  .map(({ seed, sizes, samples }): [LayerStatistics[], LayerStatistics[]] => {
    const random = seededRandom(seed);
    const network = initialNetwork({ sizes, random });
    const [a, b] = samples.map((N) => batchStatistics(network, randomNormal([N, sizes[0]], random)));
    return [a, b];
  });

const files = [
  {
    name: "JSON",
    there: (value: readonly LayerStatistics[]) => JSON.stringify(statisticsToJson(value)),
    back: (text: string | Uint8Array) => statisticsFromJson(text),
  },
  {
    name: "bytes",
    there: (value: readonly LayerStatistics[]) => statisticsToBytes(value),
    back: (bytes: string | Uint8Array) => statisticsFromBytes(bytes as Uint8Array), // what `there` made
  },
];

describe.each(files)("statistics as $name", ({ there, back }) => {
  law("come back to the last bit", statistics, ([a]) => {
    expect(back(there(a))).toEqual(a);
  });

  law("merge with others as if they had stayed where they were", statistics, ([a, b]) => {
    expect(mergeStatistics(back(there(a)), b)).toEqual(mergeStatistics(a, b));
  });
});

const [example] = fc.sample(statistics, { numRuns: 1, seed: 1 })[0];

describe("damaged bytes", () => {
  const bytes = statisticsToBytes(example);

  it("end in a typed error, wherever they are cut off", () => {
    for (let length = 0; length < bytes.length; length++)
      expect(() => statisticsFromBytes(bytes.subarray(0, length))).toThrow(FormatError);
  });

  it("are read as other statistics or end in a typed error, whichever bit is turned over", () => {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3] ^= 1 << (bit & 7);
      try {
        expect(statisticsFromBytes(damaged)).not.toEqual(example);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }
  });

  it("are named by byte and field", () => {
    const samplesAt = 24; // behind the magic, the version, the layers, I and J
    const damaged = bytes.slice();
    new DataView(damaged.buffer).setFloat64(samplesAt, NaN, true);
    expect(() => statisticsFromBytes(damaged)).toThrow(
      "byte 24, layers[0].samples: expected a whole number ≥ 0; received NaN",
    );
    const longer = Uint8Array.of(...bytes, 0);
    expect(() => statisticsFromBytes(longer)).toThrow(
      `byte ${bytes.length}, end: expected no more bytes; received 1`,
    );
  });
});

describe("damaged JSON", () => {
  const damage = (
    change: (json: { layers: { samples: unknown; felt: Record<string, unknown> }[] }) => void,
  ) => {
    const json = JSON.parse(JSON.stringify(statisticsToJson(example)));
    change(json);
    return () => statisticsFromJson(json);
  };

  it("ends in a typed error that names the place", () => {
    expect(damage(({ layers: [layer] }) => (layer.samples = -1))).toThrow(/layers\[0\]\.samples: expected/);
    expect(damage(({ layers: [layer] }) => delete layer.felt["mean"])).toThrow(
      /layers\[0\]\.felt\.mean: expected/,
    );
    expect(damage(({ layers: [layer] }) => (layer.felt["scatter"] = [[-1]]))).toThrow(
      /layers\[0\]\.felt\.scatter/,
    );
    expect(damage((json) => (json.layers = []))).toThrow(FormatError);
    expect(() => statisticsFromJson("{")).toThrow(FormatError);
  });
});
