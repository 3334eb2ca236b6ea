import { readFileSync } from "node:fs";
import { join } from "node:path";
import { finish, scoring } from "@espalier/prune";
import { describe, expect, it } from "vitest";
import { writeFileSync } from "node:fs";
import { folderWithFiles, inputs, network } from "./support/files.ts";
import { runIn, temporaryFolder } from "./support/terminal.ts";

describe("espalier score", () => {
  it("prints the importance of each input, Σ_i I_ij, and that of every weight on request", async () => {
    const { stdout } = await runIn(folderWithFiles(), "score model.json inputs.json --json --all");
    const {
      inputs: ofInputs,
      scores,
      layers,
    } = JSON.parse(stdout) as {
      inputs: number[];
      scores: { importance: number[][] }[];
      layers: { histogram: number[]; free: number; weights: number }[];
    };
    const [first] = finish(scoring(network, inputs, {}));
    expect(scores[0].importance.flat()).toEqual(Array.from(first.importance.data));
    expect(ofInputs).toEqual(
      [0, 1, 2, 3].map((j) => scores[0].importance.reduce((sum, row) => sum + row[j], 0)),
    );
    for (const { histogram, free, weights } of layers)
      expect(histogram.reduce((sum, count) => sum + count, free)).toBe(weights);
  });

  it("by random probes says how many weights are undecided, and nothing of a single probe", async () => {
    const folder = folderWithFiles();
    const { stdout } = await runIn(folder, "score model.json inputs.json --probes 2 --json");
    const { probes, undecided } = JSON.parse(stdout) as { probes: number; undecided: { share: number }[] };
    expect([probes, undecided.length]).toEqual([2, 4]);
    for (const { share } of undecided) expect(share >= 0 && share <= 1).toBe(true);
    const exact = await runIn(folder, "score model.json inputs.json --probes 3");
    expect(exact.stdout).toMatch(/by 3 random probes\n\nratio +undecided\n50\.0 % +0\.0 %/);
    const single = await runIn(folder, "score model.json inputs.json --probes 1");
    expect(single.stdout).toContain("one random probe has no standard error");
  });

  it.each([
    [
      "prune model.json inputs.json --ratio 0.5 --probes 0",
      "--probes: expected a whole number ≥ 1; received 0",
    ],
    [
      "prune model.json inputs.json --ratio 0.5 --probes 2 --strategy magnitude",
      "with probes; received magnitude",
    ],
    [
      "prune model.json inputs.json --granularity neuron --count 1 --probes 2",
      "received the granularity neuron",
    ],
    ["score model.json inputs.json --by neuron --probes 2", "received the granularity neuron"],
    ["score model.json inputs.json --sums f32", "expected a network in f32, with sums in f32; received f64"],
    ["score model.json inputs.json --sums f16", "--sums: expected one of f64, f32; received f16"],
    ["score model.json inputs.json --by neuron --sums f32", "received the granularity neuron"],
  ])("`%s` is refused", async (line, message) => {
    const { code, stderr } = await runIn(folderWithFiles(), line);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it("shows importances that no double can hold times a power of two", async () => {
    const folder = temporaryFolder();
    // I = W² Var(x): 2^-1200 and 2^-1198.
    const layers = [{ weight: [[2 ** -600, 2 ** -599]], bias: [0], activation: { kind: "identity" } }];
    writeFileSync(
      join(folder, "small.json"),
      JSON.stringify({ format: "espalier-network", version: 1, layers }),
    );
    writeFileSync(join(folder, "x.json"), "[[1, 1], [-1, -1]]");
    const { stdout } = await runIn(folder, "score small.json x.json --json");
    const { inputs: ofInputs, exponent } = JSON.parse(stdout) as { inputs: number[]; exponent: number };
    expect(ofInputs).toEqual([2 ** (exponent - 1200), 2 ** (exponent - 1198)]);
    expect((await runIn(folder, "score small.json x.json")).stdout).toContain(
      `of x.json, times 2^${exponent}\n`,
    );
  });

  it("draws a picture", async () => {
    const folder = folderWithFiles();
    const { code } = await runIn(folder, "score model.json inputs.json --picture scores.svg");
    expect(code).toBe(0);
    const svg = readFileSync(join(folder, "scores.svg"), "utf8");
    expect(svg).toContain("Importance of the inputs");
    expect(svg).not.toContain("NaN");
    expect((await runIn(folder, "score model.json inputs.json --picture scores.svg")).code).toBe(2);
    expect((await runIn(folder, "score model.json inputs.json --picture -")).stdout).toBe(svg);
  });

  it("inputs whose number is a square are drawn as a picture, each as deep as it is important", async () => {
    const folder = temporaryFolder();
    const weight = [Array.from({ length: 16 }, (_, j) => (j === 5 ? 2 : j === 10 ? 1 : 0))];
    const layers = [{ weight, bias: [0], activation: { kind: "identity" } }];
    writeFileSync(
      join(folder, "net.json"),
      JSON.stringify({ format: "espalier-network", version: 1, layers }),
    );
    const samples = [-1, 1].map((x) => Array.from({ length: 16 }, () => x)); // of variance 1: I = W²
    writeFileSync(join(folder, "data.json"), JSON.stringify(samples));
    const { stdout } = await runIn(folder, "score net.json data.json --picture -");
    expect(stdout).toContain("Importance of the inputs, 4 × 4");
    const depths = Array.from(
      stdout.matchAll(
        /x="([\d.]+)" y="([\d.]+)" width="70" height="70" class="mark" fill-opacity="([\d.]+)"/g,
      ),
    );
    expect(depths.map(([, ...found]) => found.map(Number))).toEqual([
      [24 + 70, 48 + 70, 1], // input 5: row 1, column 1
      [24 + 140, 48 + 140, 0.25],
    ]);
  });
});
