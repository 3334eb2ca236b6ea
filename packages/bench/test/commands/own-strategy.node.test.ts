import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { parseMeasurements } from "../../src/experiments/results.ts";
import { temporaryFolder } from "../../../../test-setup/temporary-folder.ts";

const program = fileURLToPath(new URL("../support/own-strategy.ts", import.meta.url));

/** The first block of code under a heading of this package's README. */
async function blockUnder(heading: string): Promise<string> {
  const page = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, section] = page.split(`## ${heading}\n`);
  return /```ts[^\n]*\n(.*?)```/s.exec(section)?.[1] ?? "";
}

/** Runs an experiment with the strategies of a file that lies outside of the repository. */
async function runWith(code: string): Promise<{ readonly folder: string; readonly output: string }> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "mine.ts"), code);
  const { stdout } = await promisify(execFile)(process.execPath, [program, join(folder, "mine.ts"), folder]);
  return { folder, output: stdout };
}

const refusalOf = (code: string): Promise<string> =>
  runWith(code).then(
    () => "nothing",
    (error: unknown) => String(error),
  );

describe("a strategy from a file outside of the repository", () => {
  it("that is the one of the README, in ten lines, is in results, table and report", async () => {
    const code = await blockUnder("Your own strategy");
    const lines = code.split("\n").filter((line) => line !== "" && !line.startsWith("import"));
    expect(lines.length).toBeLessThanOrEqual(10);
    const { folder, output } = await runWith(code);
    const { rows, experiment } = parseMeasurements(await readFile(join(folder, "results.json"), "utf8"));
    expect(experiment.comparisons[0].strategies).toEqual(["magnitude", "activity"]);
    const own = rows.filter(({ strategy }) => strategy === "activity");
    expect(own.map(({ ratio, stage }) => `${ratio} ${stage}`)).toEqual([
      "0.25 pruned",
      "0.75 pruned",
      "0.25 fine-tuned",
      "0.75 fine-tuned",
    ]);
    expect(output).toMatch(/^ *activity +\d/m);
    const report = await readFile(join(folder, "report.html"), "utf8");
    expect(report).toContain("<td>activity</td>");
  });

  it.each([
    [
      "is not there",
      "import './absent.ts';",
      /--strategy: expected a module that can be loaded at file:.*mine\.ts/,
    ],
    ["exports none", "export const one = 1;", /--strategy: expected a module that exports a strategy/],
    [
      "has a name that is taken",
      'export const mine = { kind: "score", name: "obs", *score() { return []; } };',
      /--strategy: expected a name that no other strategy has; received obs in file:/,
    ],
  ])("is refused where it %s", async (_, code, message) => {
    expect(await refusalOf(code)).toMatch(message);
  });
});
