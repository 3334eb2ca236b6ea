import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWithFiles } from "./support/files.ts";
import { runIn } from "./support/terminal.ts";

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
});
