import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { roundToPrecision } from "@espalier/formats";
import type { NetworkFile } from "@espalier/formats";
import { writeOnnx } from "@espalier/formats/onnx";
import type { OnnxTail } from "@espalier/formats/onnx";
import { writeSafetensors } from "@espalier/formats/safetensors";
import { mapParameters } from "@espalier/prune";
import { describe, expect, it } from "vitest";
import { lossesOf } from "../src/files/losses.ts";
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

    it("the last nodes of an ONNX file", async () => {
      const folder = temporaryFolder();
      const { network } = rounded;
      // An AttributeProto: name (field 1) "axis", i (field 3) 1, type (field 20) INT.
      const axis = Uint8Array.of(10, 4, ...new TextEncoder().encode("axis"), 24, 1, 160, 1, 2);
      const tail: OnnxTail = {
        nodes: [
          { operator: "ArgMax", domain: "", name: "", inputs: ["out"], outputs: ["y"], attributes: [axis] },
        ],
        tensors: {},
        outputs: { y: Uint8Array.of(10, 1, 121) }, // a ValueInfoProto: field 1, one byte, "y"
        order: ["y"],
        domains: {},
      };
      const onnx = {
        opset: 17,
        irVersion: 8,
        graphName: "",
        inputs: [{ name: "x", shape: ["N", 4] }],
        outputs: [{ name: "out", isInner: true }],
        tail,
      };
      expect(lossesOf({ network, onnx }, { network })).toEqual([
        "ArgMax behind the outputs",
        "what only ONNX says: names and shapes of input and output, version",
      ]);
      writeFileSync(join(folder, "model.onnx"), writeOnnx({ network, onnx }));
      const { code, stderr } = await runIn(folder, "convert model.onnx copy.json");
      expect([code, stderr]).toEqual([
        0,
        expect.stringContaining("ArgMax behind the outputs; what only ONNX"),
      ]);
      expect((await runIn(folder, "convert model.onnx copy.onnx")).stderr).toBe("");
      expect((await runIn(folder, "export model.onnx model.js")).stderr).toBe(
        "not part of the program, behind the outputs: ArgMax\n",
      );
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
