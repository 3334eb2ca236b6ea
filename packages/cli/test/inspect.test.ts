import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { folderWithPruned } from "./support/files.ts";
import { runIn, temporaryFolder } from "./support/terminal.ts";

describe("espalier inspect", () => {
  it("counts weights, zeros and bytes of each layer", async () => {
    const { stdout, code } = await runIn(folderWithPruned(), "inspect pruned.json --json");
    expect(code).toBe(0);
    const inspection = JSON.parse(stdout) as { layers: { zeros: number; sparseBytes: number }[] };
    expect(inspection).toMatchObject({
      sizes: "4-6-3",
      precision: "f64",
      weights: 42,
      zeros: 21,
      parameters: 42 + 9 + 1,
      bytes: 8 * 52,
      layers: [
        { inputs: 4, neurons: 6, activation: "prelu", weights: 24, bytes: 8 * (24 + 6 + 1), form: "bitmap" },
        { inputs: 6, neurons: 3, activation: "identity", weights: 18, bytes: 8 * (18 + 3) },
      ],
    });
    expect(inspection.layers[0].zeros + inspection.layers[1].zeros).toBe(21);
    const [first] = inspection.layers; // a bit for each of 24 weights, and what is left of them
    expect(first.sparseBytes).toBe(3 + 8 * (24 - first.zeros + 6 + 1));
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
