import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  compareOutputs,
  finish,
  nonzeroWeights,
  prune,
  pruningInSteps,
  pruningWithin,
  scoring,
} from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { writeCsv } from "@espalier/prune/csv";
import { readJson, writeJson } from "@espalier/prune/json";
import { writeNpy } from "@espalier/prune/npy";
import { readNpz, writeNpz } from "@espalier/prune/npz";
import { toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { folderWithFiles, inputs, network } from "./support/files.ts";
import { runIn } from "./support/terminal.ts";

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

  it("a strategy whose importances are no change of the outputs predicts none", async () => {
    const { stdout } = await runIn(
      folderWithFiles(),
      "prune model.json inputs.json --ratio 0.5 --strategy magnitude --json",
    );
    expect(JSON.parse(stdout)).toMatchObject({
      predicted: null,
      layers: [{ predicted: null }, { predicted: null }],
    });
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
    ["--ratio 0.5 --steps 0", "--steps: expected a number ≥ 1; received 0"],
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
    [
      "--ratio 0.5 --out nowhere/small.json",
      "nowhere/small.report.json: expected a file that can be written; received no such",
    ],
  ])("%s is refused with code 2", async (options, message) => {
    const { code, stderr } = await runIn(folderWithFiles(), `prune model.json inputs.json ${options}`);
    expect(code).toBe(2);
    expect(stderr.startsWith(message), stderr).toBe(true);
  });
});

describe("data are refused in a sentence that names the file", () => {
  it.each([
    ["[[1,2,3,4],[5,6,7,1e999]]", "data.json: data[1][3]: expected a finite number; received Infinity\n"],
    [
      "[[1,2,3],[5,6,7]]",
      "data.json: expected samples of 4 numbers, as the network has 4 inputs; received [2, 3]\n",
    ],
    ["[1,2,3,4]", "data.json: expected samples of 4 numbers, as the network has 4 inputs; received [4]\n"],
    ["7", "data.json: data: expected an array of at least one row; received 7\n"],
    ["{", "data.json: data: expected JSON; received "],
  ])("%s", async (text, message) => {
    const folder = folderWithFiles();
    writeFileSync(join(folder, "data.json"), text);
    const { code, stderr } = await runIn(folder, "prune model.json data.json --ratio 0.5");
    expect(code).toBe(2);
    expect(stderr.startsWith(message), stderr).toBe(true);
  });

  it.each([
    ["data.csv", "1,2,3,4\n5,6,7,x\n", "data.csv: line 2, column 4: expected a finite number; received "],
    ["data.npy", "no array", "data.npy: "],
    ["data-ubyte", "no array", "data-ubyte: idx, "],
  ])("%s is read by its name", async (name, text, message) => {
    const folder = folderWithFiles();
    writeFileSync(join(folder, name), text);
    const { code, stderr } = await runIn(folder, `prune model.json ${name} --ratio 0.5`);
    expect(code).toBe(2);
    expect(stderr.startsWith(message), stderr).toBe(true);
  });

  it("NaN names the sample and the column", async () => {
    const folder = folderWithFiles();
    const holed = { shape: [2, 4], data: Float32Array.of(1, 2, 3, 4, 5, 6, NaN, 8) };
    writeFileSync(join(folder, "data.npy"), writeNpy(holed));
    const { code, stderr } = await runIn(folder, "prune model.json data.npy --ratio 0.5");
    expect([code, stderr]).toEqual([
      2,
      "data.npy: expected finite numbers; received NaN in sample 1, column 2\n",
    ]);
  });

  it("every format gives the same numbers, pictures in a row, bytes divided as told", async () => {
    const folder = folderWithFiles();
    const X = { shape: [3, 4], data: Float64Array.of(0, 51, 102, 153, 255, 204, 51, 0, 51, 51, 0, 255) };
    const pictures = { shape: [3, 2, 2], data: X.data };
    writeFileSync(join(folder, "a.npy"), writeNpy(pictures));
    writeFileSync(
      join(folder, "b.npz"),
      writeNpz(
        new Map([
          ["x", X],
          ["y", { shape: [1], data: X.data.slice(0, 1) }],
        ]),
      ),
    );
    writeFileSync(join(folder, "c.csv"), writeCsv({ names: ["p", "q", "r", "s"], values: X }));
    writeFileSync(join(folder, "d.json.gz"), gzipSync(JSON.stringify(toNested(X))));
    const header = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2];
    writeFileSync(join(folder, "e-idx3-ubyte"), Uint8Array.of(...header, ...X.data));
    const divided = { shape: X.shape, data: X.data.map((value) => value / 255) };
    const expected = prune(network, divided, { ratio: 0.5 }).network;
    for (const name of ["a.npy", "b.npz --array x", "c.csv", "d.json.gz", "e-idx3-ubyte"]) {
      const { code } = await runIn(
        folder,
        `prune model.json ${name} --divide 255 --ratio 0.5 --out ${name[0]}.json`,
      );
      expect(code, name).toBe(0);
      expect(read(folder, `${name[0]}.json`), name).toEqual(expected);
    }
    const { stderr } = await runIn(folder, "prune model.json b.npz --ratio 0.5");
    expect(stderr).toBe("b.npz: npz: expected the name of an array, one of x, y; received none\n");
    const { stdout } = await runIn(folder, "prune model.json a.npy --first 2 --ratio 0.5 --json");
    expect(JSON.parse(stdout)).toMatchObject({ samples: 2 });
  });

  it("also where it is missing, a folder, or of unknown format", async () => {
    const folder = folderWithFiles();
    expect((await runIn(folder, "prune model.json nothing.json --ratio 0.5")).stderr).toBe(
      "nothing.json: expected a file that can be read; received no such file or folder\n",
    );
    expect((await runIn(folder, "prune model.json .. --ratio 0.5 --data-from json")).stderr).toBe(
      "..: expected a file that can be read; received a folder\n",
    );
    expect((await runIn(folder, "prune model.json data.txt --ratio 0.5")).stderr).toContain(
      "data.txt: expected a name that ends in",
    );
  });
});
