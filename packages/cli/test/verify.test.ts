import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareOutputs, mapParameters } from "@espalier/prune";
import { writeJson } from "@espalier/formats/json";
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
