import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  compareOutputs,
  finish,
  initialNetwork,
  nonzeroWeights,
  prune,
  pruningInSteps,
  pruningWithin,
  scoring,
  seededRandom,
} from "@espalier/prune";
import type { Network, PrunedByStages } from "@espalier/prune";
import { roundToPrecision } from "@espalier/formats";
import { readJson, writeJson } from "@espalier/formats/json";
import { readNpz } from "@espalier/formats/npz";
import { writeSafetensors } from "@espalier/formats/safetensors";
import { describe, expect, it } from "vitest";
import { folderWithFiles, inputs, network } from "./support/files.ts";
import { runIn, temporaryFolder } from "./support/terminal.ts";

const read = (folder: string, name: string): Network => readJson(readFileSync(join(folder, name))).network;
const json = (folder: string, name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));

describe("espalier prune", () => {
  it("writes the network that the library prunes, its mask and a report", async () => {
    const folder = folderWithFiles();
    const { code, stdout } = await runIn(folder, "prune model.json inputs.json --ratio 0.5");
    expect(code).toBe(0);
    expect(stdout).toContain("21 of 42 weights of model.json removed, 50.0 %");

    const pruned = prune(network, inputs, { ratio: 0.5 });
    expect(read(folder, "model.pruned.json")).toEqual(pruned.network);
    const { relative } = compareOutputs(network, pruned.network, inputs);
    expect(json(folder, "model.pruned.report.json")).toMatchObject({
      strategy: "elimination-compensation",
      samples: 40,
      ratio: 0.5,
      weights: 42,
      removed: 21,
      measured: { relative },
    });
    const masks = readNpz(readFileSync(join(folder, "model.pruned.mask.npz")));
    expect([...masks.keys()]).toEqual(["layer0", "layer1"]);
    expect(masks.get("layer0")).toEqual({ shape: [6, 4], data: Float32Array.from(pruned.masks[0]) });
    await runIn(folder, "prune model.json inputs.json --ratio 0.5 --force --mask mask.json");
    expect(json(folder, "mask.json")).toEqual({
      format: "espalier-mask",
      version: 1,
      layers: pruned.masks.map((mask, k) => {
        const J = [4, 6][k];
        return Array.from({ length: mask.length / J }, (_, i) => [...mask.subarray(i * J, (i + 1) * J)]);
      }),
    });
  });

  it("the report has what is kept, predicted and measured of each layer", async () => {
    const folder = folderWithFiles();
    const { stdout } = await runIn(folder, "prune model.json inputs.json --ratio 0.5 --json");
    const report = JSON.parse(stdout) as {
      layers: { weights: number; kept: number; predicted: number; measured: number }[];
    };
    expect(report).toEqual(json(folder, "model.pruned.report.json"));
    expect(report.layers.map(({ weights }) => weights)).toEqual([24, 18]);
    expect(report.layers.reduce((sum, { kept }) => sum + kept, 0)).toBe(21);
    for (const { predicted, measured } of report.layers) expect(predicted > 0 && measured > 0).toBe(true);
  });

  it("compensates by the whole network, and reports each stage", async () => {
    const folder = folderWithFiles();
    const options = "--ratio 0.6 --compensation network --effort quick --seed 5";
    const { code, stdout } = await runIn(folder, `prune model.json inputs.json ${options}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^stage +removed +Q before +after +steps +products$/m);
    const expected = prune(network, inputs, {
      ratio: 0.6,
      compensation: "network",
      effort: "quick",
      random: seededRandom(5),
    }) as PrunedByStages;
    expect(read(folder, "model.pruned.json")).toEqual(expected.network);
    expect(json(folder, "model.pruned.report.json")).toMatchObject({
      compensation: "network",
      metric: "outputs",
      steps: expected.stages.length,
      stages: expected.stages,
    });
  });

  it("takes the metric of a softmax head, unless the user names one", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "model.json"), writeJson({ network, head: "softmax" }));
    writeFileSync(join(folder, "inputs.json"), readFileSync(join(folderWithFiles(), "inputs.json")));
    const metricOf = async (options: string): Promise<unknown> => {
      const { stdout } = await runIn(
        folder,
        `prune model.json inputs.json --ratio 0.5 --force --json ${options}`,
      );
      return (JSON.parse(stdout) as { metric: unknown }).metric;
    };
    expect(await metricOf("")).toBe("softmax");
    expect(await metricOf("--metric outputs")).toBe("outputs");
    expect(read(folder, "model.pruned.json")).toEqual(prune(network, inputs, { ratio: 0.5 }).network);
  });

  it("trains on the outputs of the network, and leaves biases alone, where it is asked to", async () => {
    const folder = folderWithFiles();
    await runIn(folder, "prune model.json inputs.json --ratio 0.6 --frozen bias --compensation network");
    for (const [k, { bias }] of read(folder, "model.pruned.json").layers.entries())
      expect(bias).toEqual(network.layers[k].bias);
    const { stdout } = await runIn(
      folder,
      "prune model.json inputs.json --ratio 0.6 --distil 3 --force --json",
    );
    expect(JSON.parse(stdout)).toMatchObject({ distilled: 3 });
  });

  it("a strategy whose importances are not changes of the outputs predicts none", async () => {
    const { stdout } = await runIn(
      folderWithFiles(),
      "prune model.json inputs.json --ratio 0.5 --strategy magnitude --json",
    );
    const report = JSON.parse(stdout) as { layers: object[] };
    for (const each of [report, ...report.layers]) expect(each).not.toHaveProperty("predicted");
    expect(stdout).not.toContain("null");
  });

  it("--budget removes as many weights as the library does", async () => {
    const folder = folderWithFiles();
    await runIn(folder, "prune model.json inputs.json --budget 0.2 --out small.json");
    const within = finish(pruningWithin(network, inputs, { budget: 0.2 }));
    expect(within.removed).toBeGreaterThan(0);
    expect(read(folder, "small.json")).toEqual(within.network);
  });

  it("--steps scores anew", async () => {
    const folder = folderWithFiles();
    await runIn(folder, "prune model.json inputs.json --ratio 0.7 --steps 3 --out small.json");
    const inSteps = finish(pruningInSteps(network, 0.7, 3, (left) => scoring(left, inputs, {})));
    expect(read(folder, "small.json")).toEqual(inSteps.network);
  });

  it("--samples draws by --seed, and the report says so", async () => {
    const folder = folderWithFiles();
    const line =
      "prune model.json inputs.json --ratio 0.5 --samples 5 --json --force --out small.json --seed";
    const [a, again, b] = [
      await runIn(folder, `${line} 7`),
      await runIn(folder, `${line} 7`),
      await runIn(folder, `${line} 8`),
    ];
    expect(JSON.parse(a.stdout)).toMatchObject({ samples: 40, scoredBy: 5, seed: 7 });
    expect(again.stdout).toBe(a.stdout);
    expect(b.stdout.replace('"seed":8', '"seed":7')).not.toBe(a.stdout);
  });

  it("with targets and a loss, the report has both before and after", async () => {
    const folder = folderWithFiles();
    writeFileSync(join(folder, "classes.json"), JSON.stringify(Array.from({ length: 40 }, (_, n) => n % 3)));
    const { stdout } = await runIn(
      folder,
      "prune model.json inputs.json --ratio 0.5 --strategy gradient-magnitude --targets classes.json --loss softmax-cross-entropy --json",
    );
    const { loss } = JSON.parse(stdout) as {
      loss: { before: { accuracy: number; loss: number }; after: { loss: number } };
    };
    expect(loss.before.accuracy).toBeGreaterThan(0);
    expect(loss.after.loss).not.toBe(loss.before.loss);
  });

  it("from standard input to standard output nothing but the network is printed", async () => {
    const folder = folderWithFiles();
    const { bytes, stderr } = await runIn(folder, "prune - inputs.json --from json --ratio 0.5", {
      stdin: writeJson({ network }),
    });
    expect(nonzeroWeights(readJson(bytes).network)).toBe(21);
    expect(stderr).toContain("21 of 42 weights of standard input removed");
    expect(readdirSync(folder).toSorted()).toEqual(["inputs.json", "model.json"]);
  });

  it("nothing is overwritten without --force, and that is said before the work", async () => {
    const folder = folderWithFiles();
    writeFileSync(join(folder, "model.pruned.report.json"), "mine");
    const { code, stderr } = await runIn(folder, "prune model.json inputs.json --ratio 0.5");
    expect([code, stderr]).toEqual([
      2,
      "model.pruned.report.json: expected a name that is free, or --force; received a file that exists\n",
    ]);
    expect(existsSync(join(folder, "model.pruned.json"))).toBe(false);
    expect((await runIn(folder, "prune model.json inputs.json --ratio 0.5 --force")).code).toBe(0);
    expect(readFileSync(join(folder, "model.pruned.report.json"), "utf8")).not.toBe("mine");
  });

  it("the results are packed under .gz, and read back; the names beside them are without it", async () => {
    const folder = folderWithFiles();
    const line = "prune model.json inputs.json --ratio 0.5";
    expect((await runIn(folder, `${line} --out a.json.GZ`)).code).toBe(0);
    expect((await runIn(folder, `${line} --out b.json --mask b.npz.gz --report b.Gz`)).code).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual([
      "a.json.GZ",
      "a.mask.npz",
      "a.report.json",
      "b.Gz",
      "b.json",
      "b.npz.gz",
      "inputs.json",
      "model.json",
    ]);
    expect(readJson(gunzipSync(readFileSync(join(folder, "a.json.GZ"))))).toEqual(
      readJson(readFileSync(join(folder, "b.json"))),
    );
    const mask = gunzipSync(readFileSync(join(folder, "b.npz.gz")));
    expect(mask).toEqual(readFileSync(join(folder, "a.mask.npz")));
    expect((await runIn(folder, "verify a.json.GZ b.json inputs.json")).code).toBe(0);
    expect((await runIn(folder, "prune a.json.GZ inputs.json --ratio 0.6")).stdout).toContain(
      "a.pruned.json",
    );
  });

  describe("in f16", () => {
    /** With inputs near 300, a moved bias lies between two numbers of f16. */
    const half = initialNetwork({ sizes: [3, 8, 2], random: seededRandom(5), dtype: "f32" });
    const folderInHalf = (scale: number): string => {
      const folder = temporaryFolder();
      const { network: rounded } = roundToPrecision({ network: half, precision: "f16" });
      writeFileSync(
        join(folder, "model.safetensors"),
        writeSafetensors({ network: rounded, precision: "f16" }),
      );
      const rows = Array.from({ length: 30 }, (_, n) => [
        scale * 300,
        scale * (299 + (n % 3)),
        scale * (n % 5),
      ]);
      writeFileSync(join(folder, "inputs.json"), JSON.stringify(rows));
      return folder;
    };

    it.each([0.01, 0.003, 0.001, 0.1])("a budget of %s holds in the file", async (budget) => {
      const folder = folderInHalf(1);
      const line = `prune model.safetensors inputs.json --budget ${budget} --json`;
      const { stdout } = await runIn(folder, line);
      const { removed, measured } = JSON.parse(stdout) as { removed: number; measured: { relative: number } };
      expect(removed).toBeGreaterThan(0);
      const verify = "verify model.safetensors model.pruned.safetensors inputs.json --json --budget";
      const verified = await runIn(folder, `${verify} ${budget}`);
      expect([verified.code, JSON.parse(verified.stdout)]).toMatchObject([
        0,
        { relative: measured.relative },
      ]);
    });

    it("the report is about the file, whatever is removed", async () => {
      const folder = folderInHalf(1);
      const { stdout } = await runIn(folder, "prune model.safetensors inputs.json --ratio 0.5 --json");
      const { measured } = JSON.parse(stdout) as {
        measured: { relative: number; largest: number[]; mean: number[] };
      };
      const { relative, largest, mean } = measured;
      const verified = await runIn(
        folder,
        "verify model.safetensors model.pruned.safetensors inputs.json --json",
      );
      expect(JSON.parse(verified.stdout)).toMatchObject({ relative, largest, mean });
    });

    it("what is too large is refused with file, tensor and entry, and nothing is left behind", async () => {
      const folder = folderInHalf(1000);
      const { code, stderr } = await runIn(folder, "prune model.safetensors inputs.json --ratio 1");
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(
          /^model\.pruned\.safetensors: roundToPrecision: expected numbers in 0\.bias that f16 can hold; received -?\d+\.\d+ at entry \d\n$/,
        ),
      ]);
      expect(readdirSync(folder).toSorted()).toEqual(["inputs.json", "model.safetensors"]);
      const within = await runIn(folder, "prune model.safetensors inputs.json --budget 10 --json");
      expect([within.code, within.stderr]).toEqual([0, ""]);
      const clip = { kind: "clip", min: -1e6, max: 1e6 };
      const layers = [{ weight: [[1], [2]], bias: [0, 0], activation: clip }];
      const format = { format: "espalier-network", version: 1, precision: "f16" };
      writeFileSync(join(folder, "clip.json"), JSON.stringify({ ...format, layers }));
      writeFileSync(join(folder, "one.json"), "[[1], [2]]");
      for (const goal of ["--budget 0.1", "--ratio 0.5", "--budget 0.1 --granularity input"]) {
        const refused = await runIn(folder, `prune clip.json one.json ${goal}`);
        expect([refused.code, refused.stderr]).toEqual([
          2,
          "clip.pruned.json: roundToPrecision: expected numbers in the min of a clip that f16 can hold; received -1000000 at entry 0\n",
        ]);
      }
    });
  });

  it("judges the network in the precision of the format, where that has only one", async () => {
    for (const goal of ["--ratio 0.5", "--budget 0.1", "--granularity neuron --ratio 0.4"]) {
      const folder = folderWithFiles();
      const out = "--out small.model.json --to tfjs --json";
      const { stdout, stderr } = await runIn(folder, `prune model.json inputs.json ${goal} ${out}`);
      expect(stderr).toContain("the precision f64: its numbers are written as f32");
      const { measured } = JSON.parse(stdout) as { measured: { relative: number } };
      const verified = await runIn(folder, "verify model.json small.model.json inputs.json --json");
      expect(JSON.parse(verified.stdout)).toMatchObject({ relative: measured.relative });
    }
  });

  it("interrupted, it ends with 130 and leaves no file", async () => {
    const folder = folderWithFiles();
    const { code } = await runIn(folder, "prune model.json inputs.json --ratio 0.5", {
      signal: AbortSignal.abort(new Error("interrupted")),
    });
    expect(code).toBe(130);
    expect(readdirSync(folder).toSorted()).toEqual(["inputs.json", "model.json"]);
  });

  it.each([
    ["--ratio 80", "--ratio: expected a number in [0, 1]; received 80"],
    ["", "prune: expected --ratio or --budget; received neither"],
    ["--ratio 0.5 --budget 0.1", "prune: expected --ratio or --budget; received both"],
    ["--ratio 0.5 --steps 0", "--steps: expected a whole number ≥ 1; received 0"],
    ["--ratio 0.5 --steps 1.5", "--steps: expected a whole number ≥ 1; received 1.5"],
    [
      "--ratio 0.5 --strategy best",
      "--strategy: expected one of elimination-compensation, nonlinear, magnitude, gra",
    ],
    [
      "--ratio 0.5 --strategy gradient-magnitude",
      "--targets: expected --targets and --loss, which gradient-magnitude",
    ],
    [
      "--ratio 0.5 --loss mean-squared-error",
      "--targets: expected both --targets and --loss, or neither; received one",
    ],
    ["--ratio 0.5 --out small.xyz", "small.xyz: expected a name that ends in .safetensors, "],
    [
      "--ratio 0.5 --mask model.pruned.json",
      "model.pruned.json: expected a file for each result; received one for two",
    ],
    ["--ratio 0.5 --mask ./model.pruned.report.json", "model.pruned.report.json: expected a file for each"],
    [
      "--ratio 0.5 --force --out inputs.json",
      "inputs.json: expected a file of its own for the result; received",
    ],
    [
      "--ratio 0.5 --force --report ./model.json",
      "./model.json: expected a file of its own for the result; re",
    ],
    [
      "--ratio 0.5 --out nowhere/small.json",
      "nowhere/small.json: expected a file that can be written; received no such",
    ],
  ])("%s is refused with code 2", async (options, message) => {
    const { code, stderr } = await runIn(folderWithFiles(), `prune model.json inputs.json ${options}`);
    expect(code).toBe(2);
    expect(stderr.startsWith(message), stderr).toBe(true);
  });
});
