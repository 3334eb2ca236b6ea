import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "@espalier/formats/json";
import { seededRandom } from "@espalier/tensor";
import { compareOutputs, finish, prune, pruningWithin, sizesOf, withAllInputs } from "@espalier/prune";
import { describe, expect, it } from "vitest";
import { folderWithFiles, inputs, network } from "./support/files.ts";
import { runIn } from "./support/terminal.ts";

const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");

describe("espalier prune --granularity", () => {
  it("neuron writes a smaller network, a mask of the old one, and what the outputs lose", async () => {
    const folder = folderWithFiles();
    const { code, stdout } = await runIn(
      folder,
      "prune model.json inputs.json --granularity neuron --count 2 --json",
    );
    expect(code).toBe(0);
    const expected = prune(network, inputs, { granularity: "neuron", count: 2 });
    const { network: left } = readJson(readFileSync(join(folder, "model.pruned.json")));
    expect(sizesOf(left)).toEqual([4, 4, 3]);
    expect(left.layers).toEqual(expected.network.layers);
    const report = JSON.parse(stdout) as { units: number; kept: number[][]; measured: { relative: number } };
    expect(JSON.parse(read(folder, "model.pruned.report.json"))).toEqual(report);
    expect(report).toMatchObject({ units: 2, weights: 42, removed: 14, kept: expected.kept });
    expect(report.measured.relative).toBe(compareOutputs(network, left, inputs).relative);
    expect(existsSync(join(folder, "model.pruned.mask.npz"))).toBe(true);
  });

  it("input names the inputs that are left", async () => {
    const folder = folderWithFiles();
    const line =
      "prune model.json inputs.json --granularity input --count 1 --strategy variance-based-pruning --compensation affine";
    const { code, stdout } = await runIn(folder, line);
    expect(code).toBe(0);
    const { inputs: columns, network: left } = prune(network, inputs, {
      granularity: "input",
      count: 1,
      strategy: "variance-based-pruning",
      compensation: "affine",
    });
    expect(stdout).toContain("4-6-3 becomes 3-6-3");
    expect(stdout).toContain("1 input and 6 of 42 weights of model.json removed, 14.3 %");
    expect(sizesOf(readJson(readFileSync(join(folder, "model.pruned.json"))).network)).toEqual([3, 6, 3]);
    const wide = withAllInputs(network, left, columns);
    expect(compareOutputs(network, wide, inputs).relative).toBeLessThan(1);
  });

  it("goes as far as a budget allows", async () => {
    const folder = folderWithFiles();
    const line = "prune model.json inputs.json --granularity neuron --budget 0.2 --json";
    const { code, stdout } = await runIn(folder, line);
    expect(code).toBe(0);
    const { units } = finish(pruningWithin(network, inputs, { granularity: "neuron", budget: 0.2 }));
    const report = JSON.parse(stdout) as { measured: { relative: number } };
    expect(report).toMatchObject({ units, budget: 0.2 });
    expect(report.measured.relative).toBeLessThanOrEqual(0.2);
  });

  it("ranks per weight, starts from another rung and swaps, and the report says so", async () => {
    const folder = folderWithFiles();
    const line =
      "prune model.json inputs.json --granularity neuron --count 2 --compensation network --effort quick --json";
    const { code, stdout } = await runIn(folder, `${line} --per weight --start coupled --swaps 1`);
    expect(code).toBe(0);
    const own = { per: "weight", start: "coupled", swaps: 1 } as const;
    const options = {
      granularity: "neuron",
      count: 2,
      compensation: "network",
      effort: "quick",
      ...own,
    } as const;
    const { kept, stages } = prune(network, inputs, { ...options, random: seededRandom(1) });
    const report = JSON.parse(stdout) as { stages: readonly { readonly swapped?: number }[] };
    expect(report).toMatchObject({ ...own, kept, stages });
    expect(report.stages.at(-1)?.swapped).toBeGreaterThanOrEqual(0);
    const shown = await runIn(
      folder,
      "prune model.json inputs.json --granularity neuron --ratio 0.3 --per weight --out b.json",
    );
    expect(shown.stdout).toContain("by the default strategy per weight, on 40 samples");
  });

  it("leaves frozen biases as they are, also where the solver starts", async () => {
    const folder = folderWithFiles();
    const line =
      "prune model.json inputs.json --granularity neuron --count 2 --compensation network --effort quick --frozen bias";
    expect((await runIn(folder, line)).code).toBe(0);
    const { network: left } = readJson(readFileSync(join(folder, "model.pruned.json")));
    expect(left.layers[1].bias).toEqual(network.layers[1].bias);
  });

  it("2:4 needs no ratio, and 3x2 takes one", async () => {
    const folder = folderWithFiles();
    const { code, stdout } = await runIn(folder, "prune model.json inputs.json --granularity 1:2 --json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ removed: 21, granularity: "1:2" });
    const blocks = await runIn(
      folder,
      "prune model.json inputs.json --granularity 3x2 --ratio 0.5 --out b.json --json",
    );
    expect(JSON.parse(blocks.stdout)).toMatchObject({ removed: 24 }); // 3.5 of 7 blocks, halves upwards
  });

  it.each([
    [
      "--granularity row --ratio 0.5",
      'prune: expected the granularity weight, neuron, input, n:m such as 2:4, or rows x columns such as 4x4; received "row"',
    ],
    [
      "--granularity neuron --budget 0.1 --count 2",
      "prune: expected one of --ratio, --count and --budget, with --granularity neuron; received --count and --budget",
    ],
    [
      "--granularity neuron",
      "prune: expected one of --ratio, --count and --budget, with --granularity neuron; received none",
    ],
    ["--granularity 1:2 --budget 0.1", "expected a ratio, as 1:2 has only one, in place of a budget"],
    [
      "--granularity neuron --count 6",
      "pruning: expected at most 5 of 6 neurons to remove, so that no layer is left empty; received 6",
    ],
    ["--granularity 2:4", "layer 1: expected a number of inputs that 4 divides, for 2:4; received [3, 6]"],
    ["--ratio 0.5 --count 3", "prune: expected --granularity neuron or input, for --count; received neither"],
    [
      "--ratio 0.5 --per weight",
      "prune: expected --granularity neuron or input, for --per; received neither",
    ],
    [
      "--ratio 0.5 --start mean",
      "prune: expected --granularity neuron or input, for --start; received neither",
    ],
    ["--granularity neuron --count 1 --per layer", "--per: expected one of unit, weight; received layer"],
    ["--granularity neuron --count 1 --start network", "--start: expected one of none, mean"],
    [
      "--granularity neuron --count 1 --start mean",
      "expected the compensation network, and a start without a solver",
    ],
    [
      "--granularity neuron --count 1 --swaps 2",
      "expected the compensation network, with weights that move, for swaps",
    ],
    [
      "--granularity neuron --budget 0.1 --swaps 2",
      "expected a ratio or a count in place of a budget, for swaps",
    ],
    [
      "--ratio 0.5 --swaps 2",
      "expected the compensation network, with weights that move, for swaps; received 2",
    ],
    [
      "--granularity neuron --count 1 --frozen bias",
      "expected a compensation that changes no bias, as bias is frozen; received affine",
    ],
    ["--ratio 0.5 --strategy corp", "--strategy: expected a strategy among"],
    ["--granularity neuron --count 1 --compensation row", "expected a compensation for whole units among"],
    [
      "--granularity input --count 1 --distil 3",
      "prune: expected --distil with the same inputs as before; received --granularity input",
    ],
  ])("%s is refused, and nothing is written", async (options, message) => {
    const folder = folderWithFiles();
    const { code, stderr } = await runIn(folder, `prune model.json inputs.json ${options}`);
    expect(code).toBe(2);
    expect(stderr).toContain(message.replace(/^(prune|pruning): /, ""));
    expect(existsSync(join(folder, "model.pruned.json"))).toBe(false);
  });
});

describe("espalier score --by", () => {
  it("neuron has the importances of prune, layer by layer, and draws them", async () => {
    const folder = folderWithFiles();
    const { stdout } = await runIn(
      folder,
      "score model.json inputs.json --by neuron --json --picture units.svg",
    );
    const { scores } = prune(network, inputs, { granularity: "neuron", count: 0 });
    expect(JSON.parse(stdout)).toMatchObject({
      by: "neuron",
      strategy: "unit-affine",
      layers: [{ layer: 0, importance: Array.from(scores[1]) }],
    });
    const svg = read(folder, "units.svg");
    expect(svg).toContain("Neurons of layer 0 by importance, of 6");
    expect(svg).not.toContain("NaN");
  });

  it("input takes strategies for weights too, by their column sums", async () => {
    const folder = folderWithFiles();
    const { stdout } = await runIn(
      folder,
      "score model.json inputs.json --by input --strategy elimination-compensation",
    );
    expect(stdout).toContain(
      "importance of the inputs of model.json by elimination-compensation, on 40 samples of inputs.json",
    );
    expect((await runIn(folder, "score model.json inputs.json --by input --picture -")).stdout).toContain(
      "Importance of the inputs",
    );
  });
});
