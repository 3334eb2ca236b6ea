import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { compareOutputs, finish, prune, scoring } from "@espalier/prune";
import { compact } from "@espalier/prune/compact";
import { readJson, writeJson } from "@espalier/prune/json";
import { describe, expect, it } from "vitest";
import { folderWithFiles, inputs, network } from "./support/files.ts";
import { runIn, temporaryFolder } from "./support/terminal.ts";

const pruned = prune(network, inputs, { ratio: 0.5 }).network;

/** With the pruned network beside the other one. */
function folderWithPruned(): string {
  const folder = folderWithFiles();
  writeFileSync(join(folder, "pruned.json"), writeJson({ network: pruned }));
  return folder;
}

describe("espalier inspect", () => {
  it("counts weights, zeros and bytes of each layer", async () => {
    const { stdout, code } = await runIn(folderWithPruned(), "inspect pruned.json --json");
    expect(code).toBe(0);
    const inspection = JSON.parse(stdout) as { layers: { zeros: number }[] };
    expect(inspection).toMatchObject({
      sizes: "4-6-3",
      precision: "f64",
      weights: 42,
      zeros: 21,
      parameters: 42 + 9 + 1,
      bytes: 8 * 52,
      layers: [
        { inputs: 4, neurons: 6, activation: "prelu", weights: 24, bytes: 8 * (24 + 6 + 1) },
        { inputs: 6, neurons: 3, activation: "identity", weights: 18, bytes: 8 * (18 + 3) },
      ],
    });
    expect(inspection.layers[0].zeros + inspection.layers[1].zeros).toBe(21);
  });

  it("reads what gzip has packed", async () => {
    const folder = folderWithPruned();
    writeFileSync(join(folder, "packed.json.gz"), gzipSync(readFileSync(join(folder, "pruned.json"))));
    expect((await runIn(folder, "inspect packed.json.gz")).stdout).toContain("4-6-3 in f64: 52 parameters");
    writeFileSync(join(folder, "broken.json.gz"), "no gzip");
    const { code, stderr } = await runIn(folder, "inspect broken.json.gz");
    expect([code, stderr]).toEqual([2, "broken.json.gz: expected gzip; received incorrect header check\n"]);
  });

  it("an error of the reader names the file and the place", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "bad.json"), '{"format":"espalier-network","version":1,"layers":[]}');
    const { code, stderr } = await runIn(folder, "inspect bad.json");
    expect(code).toBe(2);
    expect(stderr).toBe(
      "bad.json: layers: expected an array of at least one layer; received an array of 0\n",
    );
  });
});

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
});

describe("espalier verify", () => {
  it("passes equal networks, and ends with 1 where they differ", async () => {
    const folder = folderWithPruned();
    expect((await runIn(folder, "verify model.json model.json inputs.json")).code).toBe(0);
    const { code, stdout } = await runIn(folder, "verify model.json pruned.json inputs.json");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^failed: difference \S+ of at most 0, on 40 samples/);
  });

  it("shows the largest and mean difference of each output, and the limits lie where they are", async () => {
    const folder = folderWithPruned();
    const { relative, largest, mean } = compareOutputs(network, pruned, inputs);
    const most = Math.max(...largest.data);
    const line = "verify model.json pruned.json inputs.json --json";
    const { stdout } = await runIn(folder, line);
    expect(JSON.parse(stdout)).toMatchObject({ relative, largest: [...largest.data], mean: [...mean.data] });
    for (const [option, limit] of [["--tolerance", most] as const, ["--budget", relative] as const]) {
      expect((await runIn(folder, `${line} ${option} ${limit}`)).code).toBe(0);
      expect((await runIn(folder, `${line} ${option} ${limit * (1 - 2 ** -52)}`)).code).toBe(1);
    }
  });

  it("NaN is within no tolerance", async () => {
    const folder = folderWithFiles();
    const large = { weight: [[1e200, 0, 0, 0]], bias: [0], activation: { kind: "identity" } };
    const text = JSON.stringify({ format: "espalier-network", version: 1, layers: [large] });
    writeFileSync(join(folder, "large.json"), text);
    writeFileSync(join(folder, "data.json"), "[[1e200, 0, 0, 0]]");
    expect((await runIn(folder, "verify large.json large.json data.json --tolerance 1e300")).code).toBe(1);
  });
});

describe("espalier convert", () => {
  it("a copy is equal to the last bit", async () => {
    const folder = folderWithFiles();
    expect((await runIn(folder, "convert model.json copy.json")).code).toBe(0);
    expect(readFileSync(join(folder, "copy.json"))).toEqual(readFileSync(join(folder, "model.json")));
    expect((await runIn(folder, "convert model.json - --to json")).bytes).toEqual(
      readFileSync(join(folder, "model.json")),
    );
    expect(readdirSync(folder).toSorted()).toEqual(["copy.json", "inputs.json", "model.json"]);
  });
});

describe("espalier compact", () => {
  it("writes the network that the library compacts, and what it does", async () => {
    const folder = folderWithFiles();
    const sparse = prune(network, inputs, { ratio: 0.8 }).network;
    writeFileSync(join(folder, "pruned.json"), writeJson({ network: sparse }));
    const expected = compact(sparse);
    expect(expected.layers[0].neurons.after).toBeLessThan(6);
    const { code, stdout } = await runIn(folder, "compact pruned.json --json");
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { network: "pruned.json", layers: expected.layers, isExact: expected.isExact },
    ]);
    expect(readJson(readFileSync(join(folder, "pruned.compact.json"))).network).toEqual(expected.network);
  });

  it("--drop-inputs lists the inputs that are left", async () => {
    const folder = folderWithFiles();
    const reads0and2 = { weight: [[1, 0, 2, 0]], bias: [0], activation: { kind: "identity" } };
    const text = JSON.stringify({ format: "espalier-network", version: 1, layers: [reads0and2] });
    writeFileSync(join(folder, "narrow.json"), text);
    const { stdout } = await runIn(folder, "compact narrow.json --drop-inputs");
    expect(stdout).toContain("narrow.json: 4-1 becomes 2-1");
    expect(stdout).toContain("it takes 2 of 4 inputs, counted from 0: 0 2\n");
  });
});

describe("espalier completion", () => {
  it.each([
    ["espalier pr", 1, ["prune"]],
    ["espalier prune --ra", 2, ["--ratio"]],
    ["espalier verify --b", 2, ["--budget"]],
    ["espalier inspect mo", 2, ["model.json"]],
  ])("bash completes `%s`", async (line, at, expected) => {
    const folder = folderWithFiles();
    const { stdout } = await runIn(folder, "completion bash");
    const ask = `COMP_WORDS=(${line}); COMP_CWORD=${at}; _espalier; echo "\${COMPREPLY[@]}"`;
    const completed = execFileSync("bash", ["-c", `${stdout}\n${ask}`], { cwd: folder, encoding: "utf8" });
    expect(completed.trim().split(" ")).toEqual(expected);
  });

  it("zsh takes the same by bashcompinit; another shell is refused", async () => {
    const [bash, zsh] = [await runIn(".", "completion bash"), await runIn(".", "completion zsh")];
    expect(zsh.stdout).toBe(`autoload -Uz bashcompinit && bashcompinit\n${bash.stdout}`);
    expect((await runIn(".", "completion fish")).stderr).toBe(
      "completion: expected one of bash, zsh; received fish\n",
    );
  });
});

describe("the program", () => {
  it("every command has help with an example", async () => {
    const folder = temporaryFolder();
    const { stdout, code } = await runIn(folder, "--help");
    expect(code).toBe(0);
    const names = Array.from(stdout.matchAll(/^ {2}(\w+) (?:\[options\] )?</gm), ([, name]) => name);
    expect(names).toContain("prune");
    for (const name of names) {
      const help = await runIn(folder, `${name} --help`);
      expect(help.code).toBe(0);
      expect(help.stdout, name).toMatch(/Examples?:\n {2}espalier /);
    }
  });

  it.each(["", "prun", "inspect", "inspect a b", "inspect --no-such model.json"])(
    "`espalier %s` ends with 2",
    async (line) => {
      const { code, stderr } = await runIn(temporaryFolder(), line);
      expect(code).toBe(2);
      expect(stderr).not.toBe("");
    },
  );

  it("--version is that of the package", async () => {
    const { stdout, code } = await runIn(temporaryFolder(), "--version");
    expect([code, stdout]).toEqual([0, "0.1.0\n"]);
  });

  it("shows progress on standard error, if that is a terminal", async () => {
    const line = "prune model.json inputs.json --ratio 0.5";
    expect((await runIn(folderWithFiles(), line)).stderr).toBe("");
    expect((await runIn(folderWithFiles(), line, { isTerminal: true })).stderr).toContain("scores");
  });
});
