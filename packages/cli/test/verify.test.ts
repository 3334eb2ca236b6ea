import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareOutputs, forward, mapParameters } from "@espalier/prune";
import type { NetworkFile } from "@espalier/formats";
import { writeJson } from "@espalier/formats/json";
import { writeOnnx } from "@espalier/formats/onnx";
import type { OutputMap } from "@espalier/formats/onnx";
import { describe, expect, it } from "vitest";
import { folderWithFiles, folderWithPruned, inputs, network, pruned } from "./support/files.ts";
import { runIn } from "./support/terminal.ts";

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

  it("names the data where a number in them is too large for the networks, and not a network", async () => {
    const folder = folderWithFiles();
    const single = mapParameters(network, ({ shape, data }) => ({ shape, data: Float32Array.from(data) }));
    writeFileSync(join(folder, "single.json"), writeJson({ network: single }));
    writeFileSync(join(folder, "large.json"), "[[1, 2, 3, 4], [1, 2, 1e39, 4]]");
    const { code, stderr } = await runIn(folder, "verify single.json single.json large.json");
    expect([code, stderr]).toEqual([
      2,
      "large.json: expected numbers that f32 can hold, as the network computes in it; received 1e+39 in sample 1, column 2\n",
    ]);
    expect((await runIn(folder, "verify single.json single.json large.json --divide 1e9")).code).toBe(0);
    expect((await runIn(folder, "verify model.json model.json large.json")).code).toBe(0);
  });

  describe("what a file applies behind the last activation", () => {
    const tanh = { kind: "tanh" } as const; // behind an affine layer, the reader folds the map into it
    const single = mapParameters(
      { layers: network.layers.map((each) => ({ ...each, activation: tanh })) },
      ({ shape, data }) => ({ shape, data: Float32Array.from(data) }),
    );
    const map = (scale: number, shift: number): OutputMap => ({
      scale: new Float64Array(3).fill(scale),
      shift: new Float64Array(3).fill(shift),
    });
    const files: Readonly<Record<string, NetworkFile>> = {
      plain: { network: single },
      scaled: { network: single, outputMap: map(2, 1) },
      softmax: { network: single, head: "softmax" },
      logarithm: { network: single, head: "log-softmax" },
      tenfold: { network: single, head: "softmax", headMap: map(10, 0) },
    };
    const folderWithMaps = (): string => {
      const folder = folderWithFiles();
      for (const [name, file] of Object.entries(files))
        writeFileSync(join(folder, `${name}.onnx`), writeOnnx(file));
      return folder;
    };

    it("is compared: 2 tanh + 1 differs from tanh by |tanh + 1|", async () => {
      const folder = folderWithMaps();
      const { code, stdout } = await runIn(folder, "verify scaled.onnx plain.onnx inputs.json --json");
      const X = { shape: inputs.shape, data: Float32Array.from(inputs.data) };
      const Y = forward(single, X).data;
      const found: { readonly largest: number[] } = JSON.parse(stdout);
      expect(code).toBe(1);
      for (const [m, largest] of found.largest.entries())
        // One rounding each of 2 y, of 2 y + 1 and of the difference, all below 4 in f32.
        expect(
          Math.abs(largest - Math.max(...Y.filter((_, at) => at % 3 === m).map((y) => y + 1))),
        ).toBeLessThan(3 * 2 ** -22);
      expect((await runIn(folder, "verify scaled.onnx scaled.onnx inputs.json")).code).toBe(0);
    });

    it("a copy that lacks the map does not pass", async () => {
      const folder = folderWithMaps();
      const { stderr } = await runIn(folder, "convert scaled.onnx copy.safetensors");
      expect(stderr).toContain("does not hold the scale and the shift behind the outputs");
      expect((await runIn(folder, "verify scaled.onnx copy.safetensors inputs.json")).code).toBe(1);
    });

    it.each([
      [
        "tenfold",
        "softmax",
        "softmax.onnx: expected behind its head the scale [10, 10, 10] and the shift [0, 0, 0], as in tenfold.onnx; received no scale and no shift\n",
      ],
      [
        "softmax",
        "logarithm",
        "logarithm.onnx: expected a softmax behind its outputs, as in softmax.onnx; received log-softmax\n",
      ],
    ])("is refused where equal outputs say nothing: %s and %s", async (a, b, message) => {
      const { code, stderr } = await runIn(folderWithMaps(), `verify ${a}.onnx ${b}.onnx inputs.json`);
      expect([code, stderr]).toEqual([2, message]);
    });

    it("says so if only one file has a head", async () => {
      const { code, stderr } = await runIn(folderWithMaps(), "verify plain.onnx softmax.onnx inputs.json");
      expect([code, stderr]).toEqual([
        0,
        "compared are the outputs before the softmax, which only softmax.onnx has\n",
      ]);
    });
  });

  it("NaN is within no tolerance", async () => {
    const folder = folderWithFiles();
    const large = { weight: [[1e200, 0, 0, 0]], bias: [0], activation: { kind: "identity" } };
    const text = JSON.stringify({ format: "espalier-network", version: 1, layers: [large] });
    writeFileSync(join(folder, "large.json"), text);
    writeFileSync(join(folder, "data.json"), "[[1e200, 0, 0, 0]]");
    const { code, stdout } = await runIn(
      folder,
      "verify large.json large.json data.json --tolerance 1e300 --json",
    );
    expect([code, stdout]).toEqual([1, expect.not.stringContaining("null")]);
  });
});
