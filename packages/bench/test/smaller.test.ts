import { cut, initialNetwork, nonzeroWeights, prune } from "@espalier/prune";
import { randomNormal, seededRandom, zeros } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { recipeOf } from "../src/experiments/parts/grid.ts";
import { measureNetwork, RATIOS, smaller } from "../src/smaller/measure.ts";
import { smallerPage } from "../src/smaller/page.ts";
import type { SmallerResults } from "../src/smaller/results.ts";
import { text, filled, slotsText } from "@espalier/pages";

const random = seededRandom(1);
const network = initialNetwork({ sizes: [50, 10, 2], random, dtype: "f32" }); // 520 weights, 12 biases, a slope
const inputs = randomNormal([30, 50], random, "f32");

describe("the bytes of a network", () => {
  it("are those of its numbers, and of each file", () => {
    const { bytes, sizes, isExact, forms } = smaller(network);
    expect(bytes.dense).toBe(4 * (520 + 12 + 1));
    expect(bytes.sparse).toBe(bytes.dense + 24 + 2 * 20);
    expect([sizes, isExact, forms]).toEqual([[50, 10, 2], true, ["dense", "dense"]]);
    expect(bytes.module).toBeGreaterThan((4 / 3) * bytes.dense);
  });

  it("fall with every weight, compacted or not", () => {
    const all = [0, 0.5, 0.8, 0.9, 1].map(
      (ratio) => smaller(prune(network, inputs, { ratio }).network).bytes,
    );
    for (const name of ["gzip", "sparse", "compactedSparse", "module"] as const)
      for (const [at, bytes] of all.slice(1).entries()) expect(bytes[name]).toBeLessThan(all[at][name]);
    for (const bytes of all) {
      expect(bytes.dense).toBe(all[0].dense);
      expect(bytes.compactedSparse).toBeLessThanOrEqual(bytes.sparse);
      expect(bytes.compacted).toBeLessThanOrEqual(bytes.dense);
    }
    expect(all[4].compacted).toBe(4 * (2 + 2)); // two outputs, of one input each
  });
});

const tiny = { inputs: randomNormal([60, 4], random, "f32"), targets: zeros([60, 2], "f32") };

it("a network is measured whole, and at each ratio", () => {
  const recipe = { ...recipeOf("pde"), network: [4, 6, 2], epochs: [1, 1] as const, batch: 20 };
  const stages: string[] = [];
  const { rows, weights } = measureNetwork(recipe, { name: "tiny", train: tiny, test: tiny }, (stage) =>
    stages.push(stage),
  );
  expect(weights).toBe(36);
  expect(rows.map(({ ratio }) => ratio)).toEqual([0, ...RATIOS]);
  const left = rows.map(({ ratio }) => 36 - Math.round(36 * ratio));
  expect(rows.map((row) => row.weights)).toEqual(left);
  expect(stages).toHaveLength(2 + RATIOS.length);
  const scores = network.layers.map(({ weight }) => ({
    importance: weight,
    compensation: zeros(weight.shape),
  }));
  expect(nonzeroWeights(cut(network, scores, 0.5).network)).toBe(260);
});

const times = (...seconds: number[]) => seconds;
const results: SmallerResults = {
  format: "espalier-smaller-files",
  version: 1,
  date: "2030-01-02T03:04:05.000Z",
  machine: { cpu: "A fast one", cores: 2, memory: 8, system: "Linux", node: "v26" },
  rounds: 3,
  networks: [
    {
      case: "mnist",
      sizes: [50, 10, 2],
      epochs: [1, 2],
      weights: 520,
      rows: [{ ratio: 0.5, weights: 260, test: { loss: 0.1, accuracy: 0.5 }, ...smaller(network) }],
    },
  ],
  pass: {
    name: "forward",
    title: "",
    counted: "",
    cases: [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98].map((ratio) => ({
      name: `f32, batch 1, ${100 * ratio} %`,
      entries: [
        { id: "plain", seconds: times(1, 2, 3) },
        { id: "sparse plain", seconds: times(2 - 2 * ratio, 4 - 4 * ratio, 6 - 6 * ratio) },
      ],
    })),
  },
};

describe("the tables", () => {
  const { bytes = [], ...others } = smallerPage.slots(results);
  const tables = { bytes: slotsText({ bytes }), others: slotsText(others) };

  it("show bytes, what is left, and how good it is", () => {
    expect(tables.bytes).toContain(
      "**50-10-2** (MNIST, 520 weights, 1 epochs and 2 of fine-tuning, f32; dense 2,132 bytes)",
    );
    expect(tables.bytes).toMatch(
      /\| 50 % +\| +50\.00 % \| +\d,\d+ \| +2,196 \| +50-10-2 \| +2,132 \| +2,196 \| +\d,\d+ \|/,
    );
  });

  it("say from where on the sparse pass is the faster one", () => {
    // Twice as long with all weights, as long at 50 %, and faster beyond.
    expect(tables.others).toMatch(/\| f32, batch 1 +\| +70 % \| +never \|/);
    expect(tables.others).toContain("A fast one, Node v26, 2030-01-02: the shortest times of 3 rounds");
    expect(tables.others).toMatch(/\| f32, batch 1, 70 % +\| +1\.00 s \| +600 ms \| +1\.67 \| +· \|/);
  });

  it("are written into their places, and again", () => {
    const page = "a <!-- n -->1<!-- /n --> b\n<!-- bytes -->\nold\n<!-- /bytes -->\nb\n";
    const slots = { n: "2", bytes: [text("new")] };
    const once = filled(page, slots);
    expect(once).toBe("a <!-- n -->2<!-- /n --> b\n<!-- bytes -->\n\nnew\n\n<!-- /bytes -->\nb\n");
    expect(filled(once, slots)).toBe(once);
    expect(() => filled(page, { wins: "new" })).toThrow("<!-- wins -->");
  });
});
