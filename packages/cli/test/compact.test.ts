import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prune } from "@espalier/prune";
import { compact } from "@espalier/prune/compact";
import { readJson, writeJson } from "@espalier/formats/json";
import { describe, expect, it } from "vitest";
import { folderWithFiles, inputs, network } from "./support/files.ts";
import { runIn } from "./support/terminal.ts";

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
