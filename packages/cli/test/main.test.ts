import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { writeJson } from "@espalier/formats/json";
import { expect, it } from "vitest";
import { folderWithFiles, network } from "./support/files.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

it("the process reads its standard input, prints, and ends with the code of the command", () => {
  const cwd = folderWithFiles();
  const run = (words: readonly string[], input: string | Uint8Array = ""): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [main, ...words], { cwd, input });
  const inspected = run(["inspect", "-", "--from", "json", "--json"], writeJson({ network }));
  expect(inspected.status).toBe(0);
  expect(JSON.parse(String(inspected.stdout))).toMatchObject({ sizes: "4-6-3" });
  const refused = run(["inspect", "nothing.onnx"]);
  expect([refused.status, String(refused.stderr)]).toEqual([
    2,
    "nothing.onnx: expected a file that can be read; received no such file or folder\n",
  ]);
});
