import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { forward } from "@espalier/prune";
import type { Graph } from "@espalier/prune";
import { toNested } from "@espalier/tensor";
import { toC } from "@espalier/prune/export";
import { writeJson } from "@espalier/formats/json";
import { writeOnnx } from "@espalier/formats/onnx";
import { describe, expect, it } from "vitest";
import { folderWithFiles, folderWithPruned, inputs, network, pruned } from "./support/files.ts";
import { runIn } from "./support/terminal.ts";

describe("espalier export", () => {
  it("writes a module that computes what the network does", async () => {
    const folder = folderWithPruned();
    expect((await runIn(folder, "export pruned.json net.mjs --name infer")).code).toBe(0);
    const module = (await import(pathToFileURL(join(folder, "net.mjs")).href)) as {
      infer: (x: readonly number[]) => number[];
    };
    const expected = forward(pruned, inputs).data; // f64 and PReLU: the same bits, but for the sign of 0
    for (let n = 0; n < 40; n++)
      for (const [m, y] of module.infer([...inputs.data.subarray(4 * n, 4 * n + 4)]).entries())
        expect(y === expected[3 * n + m]).toBe(true);
  });

  it("writes a network with branches, and says which outputs have something behind them", async () => {
    const folder = folderWithFiles();
    const [first, second] = network.layers;
    const graph: Graph = {
      inputs: [{ name: "x", width: 4 }],
      nodes: [
        { name: "h", op: "layer", layer: 0, from: ["x"] },
        { name: "classes", op: "layer", layer: 1, from: ["h"] },
      ],
      outputs: [
        { name: "h", from: "h" },
        { name: "p", from: "classes", head: "softmax" },
      ],
    };
    const branched = { layers: [first, second], graph };
    writeFileSync(join(folder, "branched.json"), writeJson({ network: branched }));
    expect(await runIn(folder, "export branched.json branched.mjs --name infer")).toMatchObject({
      code: 0,
      stderr: 'the softmax that is applied to output "p" is not part of the program\n',
    });
    const module = (await import(pathToFileURL(join(folder, "branched.mjs")).href)) as {
      infer: (x: readonly number[]) => number[];
    };
    const [x] = toNested(inputs) as number[][];
    const y = module.infer(x);
    expect(y).toHaveLength(9);
    for (const [m, each] of y.entries()) expect(each).toBeCloseTo(forward(branched, inputs).data[m], 13);
    expect((await runIn(folder, "export branched.json - --to c")).stdout).toBe(toC(branched));
  });

  it("writes a header for C as the library does, in the precision that it is told", async () => {
    const folder = folderWithPruned();
    await runIn(folder, "export pruned.json net.h --precision f32");
    expect(readFileSync(join(folder, "net.h"), "utf8")).toBe(toC(pruned, { dtype: "f32" }));
    expect((await runIn(folder, "export pruned.json - --to c")).stdout).toBe(toC(pruned));
    expect((await runIn(folder, "export pruned.json net.py")).stderr).toBe(
      "net.py: expected a name that ends in .js, .mjs, .h; received another\n",
    );
  });

  it("refuses a name that the language uses, before anything is read", async () => {
    const folder = folderWithPruned();
    for (const [file, name] of [
      ["net.h", "main"],
      ["net.js", "Math"],
    ] as const) {
      const { code, stderr } = await runIn(folder, `export nothing.json ${file} --name ${name}`);
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(`^--name: expected a name .*; received ${name}\n`),
      ]);
    }
  });

  it("says what is not part of the program", async () => {
    const folder = folderWithFiles();
    writeFileSync(join(folder, "classes.json"), writeJson({ network, head: "softmax" }));
    const { code, stderr } = await runIn(folder, "export classes.json net.js");
    expect([code, stderr]).toEqual([
      0,
      "the softmax that is applied to the outputs is not part of the program\n",
    ]);
    const relu = { kind: "relu" } as const; // behind an affine layer, the reader folds the map into it
    const bent = { layers: network.layers.map((layer) => ({ ...layer, activation: relu })) };
    const outputMap = { scale: Float64Array.of(1, 2, 3), shift: Float64Array.of(0, 0, 1) };
    writeFileSync(join(folder, "scaled.onnx"), writeOnnx({ network: bent, outputMap }));
    expect(await runIn(folder, "export scaled.onnx scaled.js")).toMatchObject({
      code: 0,
      stderr: "the scale and the shift of the outputs are not part of the program\n",
    });
  });
});
