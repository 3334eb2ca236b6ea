import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { initialNetwork, seededRandom } from "@espalier/prune";
import { readOnnx, writeOnnxWithData } from "@espalier/formats/onnx";
import { randomNormal, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { runIn, temporaryFolder } from "./support/terminal.ts";

/** A model with its numbers in model.onnx.data, as PyTorch writes it. */
function folderWithModel(location = "model.onnx.data"): string {
  const folder = temporaryFolder();
  const network = initialNetwork({ sizes: [8, 16, 3], random: seededRandom(1), dtype: "f32" });
  const onnx = {
    opset: 20,
    irVersion: 10,
    graphName: "main",
    inputs: [{ name: "x", shape: ["n", 8] }],
    outputs: [{ name: "y" }],
  };
  const { model, data } = writeOnnxWithData({ network, onnx }, location);
  writeFileSync(join(folder, "model.onnx"), model);
  writeFileSync(join(folder, location), data ?? "");
  writeFileSync(
    join(folder, "inputs.json"),
    JSON.stringify(toNested(randomNormal([40, 8], seededRandom(2)))),
  );
  return folder;
}

describe("a model whose numbers lie in a file beside it", () => {
  it("is pruned in one command, and what is written has the same form", async () => {
    const folder = folderWithModel();
    expect((await runIn(folder, "prune model.onnx inputs.json --ratio 0.5")).code).toBe(0);
    const model = new Uint8Array(readFileSync(join(folder, "model.pruned.onnx")));
    const data = new Uint8Array(readFileSync(join(folder, "model.pruned.onnx.data")));
    const { network } = readOnnx(model, { externalData: { "model.pruned.onnx.data": data } });
    expect(network.layers[0].weight.shape).toEqual([16, 8]);
    const again = await runIn(folder, "prune model.onnx inputs.json --ratio 0.5");
    expect([again.code, again.stderr]).toEqual([
      2,
      "model.pruned.onnx: expected a name that is free, or --force; received a file that exists\n",
    ]);
  });

  it("replaces none of the files beside it without --force", async () => {
    const folder = folderWithModel();
    writeFileSync(join(folder, "copy.onnx.data"), "mine");
    const { code, stderr } = await runIn(folder, "convert model.onnx copy.onnx");
    expect([code, stderr]).toEqual([
      2,
      "copy.onnx.data: expected a name that is free, or --force; received a file that exists\n",
    ]);
    expect(existsSync(join(folder, "copy.onnx"))).toBe(false);
  });

  it("is refused where the file is missing, outside of the folder, or cannot be found from a stream", async () => {
    const folder = folderWithModel("weights.bin");
    const model = readFileSync(join(folder, "model.onnx"));
    const { stderr } = await runIn(folder, "inspect - --from onnx", { stdin: model });
    expect(stderr).toBe(
      'standard input: expected a path, to find "weights.bin" beside it; received a stream\n',
    );
    mkdirSync(join(folder, "inner"));
    writeFileSync(join(folder, "inner", "model.onnx"), model);
    expect((await runIn(folder, "inspect inner/model.onnx")).stderr).toBe(
      "inner/model.onnx: inner/weights.bin: expected a file that can be read; received no such file or folder\n",
    );
    symlinkSync(join(folder, "weights.bin"), join(folder, "inner", "weights.bin"));
    const outside =
      'inner/model.onnx: expected files in its own folder, and no links out of it; received "weights.bin", a link to ../weights.bin\n';
    expect((await runIn(folder, "inspect inner/model.onnx")).stderr).toBe(outside);
    expect((await runIn(folder, "inspect model.onnx")).stdout).toContain("8-16-3 in f32");
  });

  it("is refused where the file is a link out of the folder, also if nothing is at its end", async () => {
    const folder = folderWithModel();
    mkdirSync(join(folder, "blobs"));
    mkdirSync(join(folder, "snapshots", "a"), { recursive: true });
    for (const [name, blob] of [
      ["model.onnx", "m"],
      ["model.onnx.data", "x"],
    ] as const) {
      // prettier-ignore
      writeFileSync(join(folder, "blobs", blob), readFileSync(join(folder, name)));
      symlinkSync(`../../blobs/${blob}`, join(folder, "snapshots", "a", name));
    }
    const message =
      'snapshots/a/model.onnx: expected files in its own folder, and no links out of it; received "model.onnx.data", a link to ../../blobs/x\n';
    for (const remove of [false, true]) {
      if (remove) rmSync(join(folder, "blobs", "x"));
      const { code, stderr } = await runIn(folder, "inspect snapshots/a/model.onnx");
      expect([code, stderr]).toEqual([2, message]);
    }
  });

  it("may lie behind a link within the folder", async () => {
    const folder = folderWithModel();
    renameSync(join(folder, "model.onnx.data"), join(folder, "numbers"));
    symlinkSync("numbers", join(folder, "model.onnx.data"));
    expect((await runIn(folder, "inspect model.onnx")).stdout).toContain("8-16-3 in f32");
    rmSync(join(folder, "numbers"));
    expect((await runIn(folder, "inspect model.onnx")).stderr).toBe(
      "model.onnx: model.onnx.data: expected a file that can be read; received no such file or folder\n",
    );
  });
});
