import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readOnnx } from "@espalier/formats/onnx";
import { writeNpy } from "@espalier/formats/npy";
import { writeNpz } from "@espalier/formats/npz";
import { randomNormal, seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { graphFile } from "../../formats/interop/graph-files.ts";
import { kinds } from "../../formats/interop/graph-kinds.ts";
import { runIn, temporaryFolder } from "./support/terminal.ts";

/** A folder with a network of some kind of branches, and inputs for it. */
function folderWith(kind: string, width = 8): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "model.onnx"), graphFile(kinds[kind], { opset: 17, layers: "Gemm" }, 5));
  writeFileSync(join(folder, "inputs.npy"), writeNpy(randomNormal([60, width], seededRandom(1), "f32")));
  return folder;
}

const networkIn = (folder: string, name: string) =>
  readOnnx(new Uint8Array(readFileSync(join(folder, name)))).network;

describe("a network with branches", () => {
  it.each([
    ["a residual block with layer normalization, by Pow", 8],
    ["SwiGLU by Split", 8],
    ["two heads", 8],
    ["two inputs", 11],
  ] as const)("is pruned to half of its weights by one command: %s", async (kind, width) => {
    const folder = folderWith(kind, width);
    const { code, stdout } = await runIn(folder, "prune model.onnx inputs.npy --ratio 0.5");
    expect([code, stdout.split("\n")[0]]).toEqual([0, expect.stringMatching(/removed, 50\.\d %$/)]);
    const [before, after] = ["model.onnx", "model.pruned.onnx"].map((name) => networkIn(folder, name));
    expect(after.graph).toEqual(before.graph);
  });

  it("is shown with its inputs, nodes and outputs", async () => {
    const { stdout } = await runIn(folderWith("two heads"), "inspect model.onnx");
    expect(stdout).toContain("8 → 3 + 1 in f32");
    expect(stdout).toContain("relu_3  layer 0      x\n");
    expect(stdout).toMatch(/gemm_9 +output of 1 +gemm_9\n$/);
    const { stdout: json } = await runIn(folderWith("two heads"), "inspect model.onnx --json");
    expect(JSON.parse(json)).toMatchObject({
      sizes: "8 → 3 + 1",
      graph: {
        inputs: [{ name: "x", width: 8 }],
        nodes: [
          { name: "relu_3", op: "layer", layer: 0, from: ["x"] },
          { name: "gemm_6", op: "layer", layer: 1, from: ["relu_3"] },
          { name: "gemm_9", op: "layer", layer: 2, from: ["relu_3"] },
        ],
        outputs: [
          { name: "gemm_6", from: "gemm_6", width: 3 },
          { name: "gemm_9", from: "gemm_9", width: 1 },
        ],
      },
    });
  });
});

describe("several inputs", () => {
  const x = randomNormal([60, 8], seededRandom(1), "f32");
  const z = randomNormal([60, 3], seededRandom(2), "f32");
  const arrays = (entries: readonly (readonly [string, typeof x])[]) => writeNpz(new Map(entries));

  it("may come in an archive by their names, in any order", async () => {
    const folder = folderWith("two inputs", 11);
    const rows = { shape: [60, 11], data: new Float32Array(660) };
    for (let n = 0; n < 60; n++) {
      rows.data.set(x.data.subarray(8 * n, 8 * n + 8), 11 * n);
      rows.data.set(z.data.subarray(3 * n, 3 * n + 3), 11 * n + 8);
    }
    writeFileSync(join(folder, "rows.npy"), writeNpy(rows));
    writeFileSync(
      join(folder, "named.npz"),
      arrays([
        ["z", z],
        ["x", x],
      ]),
    );
    await runIn(folder, "prune model.onnx rows.npy --ratio 0.5 --out a.onnx");
    await runIn(folder, "prune model.onnx named.npz --ratio 0.5 --out b.onnx");
    expect(networkIn(folder, "b.onnx")).toEqual(networkIn(folder, "a.onnx"));
  });

  it.each([
    [[["x", x]], 'npz: expected an array for each input, "x", "z"; received "x"'],
    [
      [
        ["x", x],
        ["z", x],
      ],
      "npz: expected samples of 3 numbers in z; received [60, 8]",
    ],
    [
      [
        ["x", x],
        ["z", randomNormal([5, 3], seededRandom(2))],
      ],
      "npz: expected 60 samples in z, as in x; received 5",
    ],
  ] as const)("is refused where an array is missing or does not fit", async (entries, message) => {
    const folder = folderWith("two inputs", 11);
    writeFileSync(join(folder, "named.npz"), arrays(entries));
    const { code, stderr } = await runIn(folder, "prune model.onnx named.npz --ratio 0.5");
    expect([code, stderr]).toEqual([2, `named.npz: ${message}\n`]);
  });
});

it.each([
  [
    "--activations relu",
    "--activations: expected a state dict, whose activations are not in the file; received onnx",
  ],
  ["--order a,b", "--order: expected a state dict, whose layers are known by their names; received onnx"],
  ["--prefix actor.", "--prefix: expected a state dict, whose tensors have names; received onnx"],
])("an ONNX file is not read with %s, which it has no use for", async (option, message) => {
  const { code, stderr } = await runIn(folderWith("two heads"), `inspect model.onnx ${option}`);
  expect([code, stderr]).toEqual([2, `${message}\n`]);
});

describe("--output", () => {
  it("is the network of one output", async () => {
    const folder = folderWith("two heads");
    await runIn(folder, "prune model.onnx inputs.npy --ratio 0.5 --output gemm_9");
    const { layers } = networkIn(folder, "model.pruned.onnx");
    expect(layers.map(({ weight }) => weight.shape)).toEqual([
      [6, 8],
      [1, 6],
    ]);
    const { stdout } = await runIn(folder, "inspect model.onnx --output gemm_9");
    expect(stdout).toContain('left out: output "gemm_6"\n');
  });

  it("may be given again, with how much each counts", async () => {
    const { stdout } = await runIn(
      folderWith("two heads"),
      "inspect model.onnx --output gemm_6 --output gemm_9=0.5",
    );
    expect(stdout).toMatch(/gemm_9 +output of 1, counts 0\.5 +gemm_9\n$/);
  });

  it.each([
    "--output gemm_9",
    "--output gemm_6 --output gemm_9=4",
    "--metric softmax --output gemm_6=3 --output gemm_9",
  ])("%s counts in the statistics as in the samples", async (outputs) => {
    const folder = folderWith("two heads");
    await runIn(folder, `prune model.onnx inputs.npy --ratio 0.5 ${outputs} --out direct.onnx`);
    await runIn(folder, `statistics model.onnx inputs.npy ${outputs}`);
    await runIn(folder, `prune model.onnx --statistics model.stats --ratio 0.5 ${outputs} --out by.onnx`);
    const [direct, by] = ["direct.onnx", "by.onnx"].map((name) => readFileSync(join(folder, name)));
    expect(by.equals(direct)).toBe(true);
    const { code, stderr } = await runIn(folder, "prune model.onnx --statistics model.stats --ratio 0.5");
    expect([code, stderr]).toEqual([2, expect.stringContaining("expected the statistics of this network")]);
  });

  it.each([
    ["--output other", 'model.onnx: readOnnx: expected outputs among "gemm_6", "gemm_9"; received "other"\n'],
    ["--output gemm_9=0", "--output: expected NAME, or NAME=NUMBER with a number > 0; received gemm_9=0\n"],
  ])("refuses %s", async (options, message) => {
    const { code, stderr } = await runIn(folderWith("two heads"), `inspect model.onnx ${options}`);
    expect([code, stderr]).toEqual([2, message]);
  });
});

describe("a matrix that layers share", () => {
  it("is counted once, and has two names where compaction parts its uses", async () => {
    const folder = temporaryFolder();
    const bias = [0.5, -0.5];
    const activation = { kind: "tanh" };
    const network = {
      format: "espalier-network",
      version: 2,
      layers: [
        { weight: [[1, 0], [0, 0]], bias, activation }, // prettier-ignore
        { tied: 0, bias, activation },
        { weight: [[1, 0]], bias: [0], activation: { kind: "identity" } }, // prettier-ignore
      ],
    };
    writeFileSync(join(folder, "model.json"), JSON.stringify(network));
    const { stdout } = await runIn(folder, "inspect model.json --json");
    expect(JSON.parse(stdout)).toMatchObject({ weights: 6, zeros: 4, parameters: 11, bytes: 88 });
    for (const line of ["convert model.json model.onnx", "compact model.onnx"])
      expect((await runIn(folder, line)).code).toBe(0);
    const [before, after] = ["model.onnx", "model.compact.onnx"].map((name) => networkIn(folder, name));
    expect(before.layers.map(({ tied }) => tied)).toEqual([undefined, 0, undefined]);
    expect(after.layers.map(({ tied }) => tied)).toEqual([undefined, undefined, undefined]);
  });
});
