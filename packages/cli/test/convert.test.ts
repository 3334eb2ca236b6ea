import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { roundToPrecision } from "@espalier/formats";
import type { NetworkFile } from "@espalier/formats";
import { writeSafetensors } from "@espalier/formats/safetensors";
import { mapParameters } from "@espalier/prune";
import { describe, expect, it } from "vitest";
import { folderWithFiles, pruned } from "./support/files.ts";
import { runIn, temporaryFolder } from "./support/terminal.ts";

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

  it("is packed under .gz in any case, and read back", async () => {
    const folder = folderWithFiles();
    for (const [from, to] of [
      ["model.json", "a.safetensors.GZ"],
      ["a.safetensors.GZ", "b.onnx.gz"],
      ["b.onnx.gz", "c.json"],
    ])
      expect((await runIn(folder, `convert ${from} ${to}`)).code).toBe(0);
    expect(readFileSync(join(folder, "c.json"))).toEqual(readFileSync(join(folder, "model.json")));
  });

  describe("says what the copy does not hold", () => {
    const file: NetworkFile = {
      network: mapParameters(pruned, ({ shape, data }) => ({
        shape,
        data: Float32Array.from(data, Math.fround),
      })),
      precision: "f16",
      head: "softmax",
      metadata: { author: "us", note: "x" },
      names: [
        { weight: "hidden.weight", bias: "hidden.bias" },
        { weight: "out.weight", bias: "out.bias" },
      ],
    };
    const rounded = roundToPrecision(file);
    const names = "the names of the tensors";
    const metadata = "metadata: author, note";

    it.each([
      ["copy.safetensors", ""],
      ["copy.onnx", ""],
      ["copy.json", `copy.json does not hold ${names}; ${metadata}\n`],
      [
        "copy.sparse",
        `copy.sparse does not hold the precision f16: its numbers are written as f32; ${names}; ${metadata}\n`,
      ],
      ["-", `standard output does not hold ${names}; ${metadata}\n`],
    ])("%s", async (copy, told) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "model.safetensors"), writeSafetensors(rounded));
      const to = copy === "-" ? " --to json" : "";
      const { code, stderr } = await runIn(folder, `convert model.safetensors ${copy}${to}`);
      expect([code, stderr]).toEqual([0, told]);
    });

    it("of names by brain.js", async () => {
      const folder = temporaryFolder();
      const brain = {
        sizes: [2, 1],
        layers: [{}, { weights: [[1, 2]], biases: [0] }],
        inputLookup: { red: 1, green: 0 },
      };
      writeFileSync(join(folder, "brain.json"), JSON.stringify(brain));
      const { stderr } = await runIn(folder, "convert brain.json copy.json --to espalier-json");
      expect(stderr).toBe("copy.json does not hold the names of inputs and outputs\n");
      expect((await runIn(folder, "convert brain.json again.json --to brain")).stderr).toBe("");
      expect(JSON.parse(readFileSync(join(folder, "again.json"), "utf8"))).toMatchObject({
        inputLookup: { red: 1, green: 0 },
        outputLookup: null,
      });
    });

    it("as prune and compact do", async () => {
      const folder = folderWithFiles();
      writeFileSync(join(folder, "model.safetensors"), writeSafetensors(rounded));
      for (const line of [
        "prune model.safetensors inputs.json --ratio 0.2 --out copy.json",
        "compact model.safetensors --out small.json",
      ])
        expect((await runIn(folder, line)).stderr).toContain(`json does not hold ${names}; ${metadata}\n`);
    });
  });
});
