import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parse } from "@espalier/pages/results";
import { performance } from "../src/results.ts";
import { performancePage } from "../src/page.ts";
import type { Performance } from "../src/results.ts";
import { filled, slotsText } from "@espalier/pages";
import { figures } from "../src/summary.ts";

const work = { title: "T", counted: "All of it." };

const results: Performance = {
  format: "espalier-performance",
  version: 1,
  date: "2030-01-02T03:04:05.000Z",
  machine: { cpu: "A fast one", cores: 2, memory: 8, system: "Linux 6.1, x64", node: "v26" },
  digits: "MNIST",
  rounds: 3,
  contenders: [
    { id: "limit", name: "the limit", version: "V8" },
    { id: "kernels", name: "**Espalier**", library: "Espalier", version: "0.1.0" },
    { id: "torch", name: "PyTorch", library: "PyTorch", version: "2.0" },
    { id: "numpy", name: "NumPy", library: "NumPy", absent: "No module named 'numpy'" },
  ],
  works: [
    {
      ...work,
      name: "limits",
      cases: [{ name: "copy", bytes: 4e9, entries: [{ id: "limit", seconds: [1, 2, 4] }] }],
    },
    {
      ...work,
      name: "products f32",
      cases: [
        {
          name: "square",
          flop: 2e9,
          side: 64,
          entries: [
            { id: "limit", seconds: [0.05, 0.04, 0.06] },
            { id: "kernels", seconds: [0.1, 0.08, 0.12] },
          ],
        },
      ],
    },
    {
      ...work,
      name: "training",
      cases: [
        {
          name: "batch 64",
          entries: [
            { id: "kernels", seconds: [1e-4, 2e-4, 3e-4] },
            { id: "torch", seconds: [2e-4, 4e-4, 9e-4] },
          ],
        },
        {
          name: "batch 256",
          entries: [
            { id: "kernels", seconds: [1e-3, 1e-3, 1e-3] },
            { id: "torch", seconds: [5e-4, null, null] },
          ],
        },
      ],
    },
  ],
  sizes: [{ name: "all three together", minified: 90_000, gzip: 24_000 }],
  heap: { steps: 10, objects: 1234, arrays: 0, kept: 0 },
};

const pageOf = (of: Performance): string => slotsText(performancePage.slots(of));
const page = pageOf(results);
const { heap: _heap, ...withoutHeap } = results;
const nothing: Performance = { ...withoutHeap, works: [], sizes: [] };

describe("the page", () => {
  it("shows the time of a contender, and how many times that of ours it is, with the spread", () => {
    expect(page).toMatch(/\| PyTorch +\| +400 µs \| +2\.00 \(2\.00 – 2\.50\) \|/);
    expect(page).toMatch(/\| \*\*Espalier\*\* +\| +\*\*200 µs\*\* \| +150 µs – 250 µs \|/);
  });

  it("claims no spread where there is one measurement", () => {
    expect(page).toMatch(/500 µs \| +0\.500 \|/);
  });

  it("shows products as operations a second, and as a part of the peak", () => {
    expect(page).toMatch(/\| square +\| +40\.0 \| +20\.0 \| +50 % \(50 % – 50 %\) \|/);
  });

  it("shows limits by the second, the fastest quartile last", () => {
    expect(page).toMatch(/\| copy \| 2\.00 GB\/s \| 1\.33 – 2\.67 \|/);
  });

  it("sums up by the medians of ratios, with their quartiles where there is a spread", () => {
    expect(page).toMatch(/the slowest product in f32, of the peak +\| +50 % \| +\|/);
    expect(page).toMatch(/batch 64: PyTorch takes +\| +2\.00 × \| +2\.00 × – 2\.50 × \|/);
    expect(page).toMatch(/main entries together, gzip +\| +24\.0 kB \| +\|/);
  });

  it("says the peak of the day, the slower quartile first", () => {
    const limit = { name: "arithmetic in f32", flop: 4e9, entries: [{ id: "limit", seconds: [1, 2, 4] }] };
    const works = [{ ...work, name: "limits", cases: [limit] }];
    expect(pageOf({ ...results, works })).toMatch(
      /the peak in f32 that day +\| +2\.00 GFLOP\/s \| +1\.33 GFLOP\/s – 2\.67 GFLOP\/s \|/,
    );
  });

  it("shows inference by case", () => {
    const entries = [
      { id: "kernels", seconds: [1e-4, 1e-4, 1e-4] },
      { id: "torch", seconds: [2e-4, 2e-4, 3e-4] },
    ];
    const works = [{ ...work, name: "inference", cases: [{ name: "dense", entries }] }];
    expect(pageOf({ ...results, works })).toMatch(
      /\| dense +\| +\*\*100 µs\*\* \| +200 µs \| +2\.00 \(2\.00 – 2\.50\) \|/,
    );
  });

  it("says who is not on the machine, and why", () => {
    expect(page).toMatch(/\| NumPy +\| not on this machine: No module named 'numpy' \|/);
  });

  it("leaves out what was not measured", () => {
    const { summary, works, sizes, memory } = performancePage.slots(nothing);
    expect([summary, works, sizes, memory].flat()).toEqual([]);
  });

  it("is that of the committed numbers", async () => {
    const docs = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), "utf8");
    const committed = parse(performance, await docs("performance.json"), "performance.json");
    const written = await docs("performance.md");
    expect(filled(written, performancePage.slots(committed))).toBe(written);
  });

  it("is the same again", () => {
    expect(pageOf(JSON.parse(JSON.stringify(results)) as Performance)).toBe(page);
  });
});

it("no figure of the summary has a number where nothing was measured", () => {
  for (const { measured, what } of figures) expect(measured(nothing), what).toBeUndefined();
});
