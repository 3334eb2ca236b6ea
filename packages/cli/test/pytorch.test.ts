import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { randomNormal, seededRandom, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { runIn, temporaryFolder } from "./support/terminal.ts";

const fixtures = fileURLToPath(new URL("../../formats/test/fixtures/exporters/", import.meta.url));

function folderWith(name: string): string {
  const folder = temporaryFolder();
  copyFileSync(join(fixtures, name), join(folder, name));
  writeFileSync(
    join(folder, "inputs.json"),
    JSON.stringify(toNested(randomNormal([40, 8], seededRandom(2)))),
  );
  return folder;
}

describe("a file of torch.save", () => {
  it("is pruned in one command, into a file that PyTorch reads", async () => {
    const folder = folderWith("relu-module.pt");
    const { code } = await runIn(folder, "prune relu-module.pt inputs.json --ratio 0.5");
    expect(code).toBe(0);
    expect(existsSync(join(folder, "relu-module.pruned.safetensors"))).toBe(true);
  });

  it("of tensors alone needs the activations, and says so", async () => {
    const folder = folderWith("relu.pt");
    expect((await runIn(folder, "inspect relu.pt")).stderr).toMatch(
      /^relu\.pt: activations: expected the option/,
    );
    expect((await runIn(folder, "inspect relu.pt --activations relu")).stdout).toContain("8-16-3 in f32");
  });
});
