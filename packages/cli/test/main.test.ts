import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { writeJson } from "@espalier/formats/json";
import { expect, it } from "vitest";
import { isThorough } from "../../../test-setup/thorough.ts";
import { folderWithFiles, folderWithPruned, network } from "./support/files.ts";

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

const runShell = (line: string): { readonly status: number | null; readonly stderr: string } => {
  const cwd = folderWithPruned();
  return spawnSync("bash", ["-c", line.replaceAll("espalier", `'${process.execPath}' '${main}'`)], {
    cwd,
    encoding: "utf8",
  });
};

const full = "standard streams: expected a stream that can be written; received no space left there\n";

/** Each row is a process. */
const rows: (readonly [line: string, code: number, stderr: string])[] = [
  ["espalier inspect model.json > /dev/full", 2, full],
  ["espalier inspect nothing.json 2> /dev/full", 2, ""],
  // A reader that has seen enough changes nothing: what is not equal is not verified.
  ["espalier verify model.json pruned.json inputs.json | true; exit ${PIPESTATUS[0]}", 1, ""],
];
const more: typeof rows = [
  [
    "espalier convert model.json - --to json > /dev/full",
    2,
    "standard output: expected a stream that can be written; received no space left there\n",
  ],
  ["espalier --help > /dev/full", 2, full],
  ["espalier verify model.json pruned.json inputs.json > /dev/full", 2, full],
  ["espalier verify model.json pruned.json inputs.json 2> /dev/full >&2", 2, ""],
  ["espalier inspect model.json | true; exit ${PIPESTATUS[0]}", 0, ""],
];

it.skipIf(!existsSync("/dev/full")).each([...rows, ...(isThorough ? more : [])])(
  "`%s` ends with %i",
  (line, code, stderr) => {
    expect(runShell(line)).toMatchObject({ status: code, stderr });
  },
);

it.skipIf(process.platform === "win32")("a folder that was removed is bad input", () => {
  const gone = "mkdir gone && cd gone && rmdir ../gone && espalier inspect model.json";
  expect(runShell(gone)).toMatchObject({
    status: 2,
    stderr: "current folder: expected a folder; received one that was removed\n",
  });
});
