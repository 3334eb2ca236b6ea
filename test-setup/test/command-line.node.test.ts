import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The programs of this repository that npm commands start, one each; the options of a command go to its last program. */
const programs = Object.entries(manifest.scripts).flatMap(([name, line]) => {
  const [, program] =
    /.*run\.mjs node (?:--\S+ )*((?:packages|scripts|examples|test-setup)\/\S+\.ts)$/.exec(line) ?? [];
  return program === undefined ? [] : [[name, program] as const];
});

/** What shows its usage for --help and refuses an option that it does not know. */
const readers = ["commandLine({", "runPageProgram({", "new Command(", "await espalier("];

describe("the commands of this repository", () => {
  it.each(programs)("npm run %s reads its options", (_, program) => {
    const code = readFileSync(`${root}${program}`, "utf8");
    expect(
      readers.some((reader) => code.includes(reader)),
      program,
    ).toBe(true);
  });

  it.each([
    ["--help", 0, "npm run set-address -- https://github.com/owner/espalier: fills in"],
    ["--unknown", 2, "Unknown option '--unknown'"],
    ["one two", 2, "Unexpected word 'two'"],
  ] as const)("commandLine: %s", (line, code, message) => {
    const program = `${root}scripts/address/main.ts`;
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...line.split(" ")], {
      encoding: "utf8",
    });
    expect([status, stdout + stderr]).toEqual([code, expect.stringContaining(message)]);
  });
});
