import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { parseMeasurements } from "../../src/experiments/results.ts";
import { temporaryFolder } from "../../../../test-setup/temporary-folder.ts";

const program = fileURLToPath(new URL("../support/own-strategy.ts", import.meta.url));

/** The first block of code under a heading of this package's README. */
async function blockUnder(heading: string): Promise<string> {
  const page = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, section] = page.split(`## ${heading}\n`);
  return /```ts[^\n]*\n(.*?)```/s.exec(section)?.[1] ?? "";
}

const refused: readonly (readonly [why: string, code: string, message: RegExp])[] = [
  [
    "loads what is not there",
    "import './absent.ts';",
    /--strategy: expected a module that can be loaded at file:.*0\.ts/,
  ],
  ["exports none", "export const one = 1;", /--strategy: expected a module that exports a strategy/],
  [
    "has a name that is taken",
    'export const mine = { kind: "score", name: "obs", *score() { return []; } };',
    /--strategy: expected a name that no other strategy has; received obs in file:/,
  ],
];

it("a file outside of the repository is refused where it is not a strategy, and takes part where it is one", async () => {
  const code = await blockUnder("Your own strategy");
  const lines = code.split("\n").filter((line) => line !== "" && !line.startsWith("import"));
  expect(lines.length).toBeLessThanOrEqual(10);

  const folder = await temporaryFolder();
  const files = [...refused.map(([, wrong]) => wrong), code].map(async (content, at) => {
    await writeFile(join(folder, `${at}.ts`), content);
    return join(folder, `${at}.ts`);
  });
  const args = [program, folder, ...(await Promise.all(files))];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  for (const [at, [why, , message]] of refused.entries())
    expect(stdout.split("\n")[at], why).toMatch(message);

  const { rows, experiment } = parseMeasurements(await readFile(join(folder, "results.json"), "utf8"));
  expect(experiment.comparisons[0].strategies).toEqual(["magnitude", "activity"]);
  const own = rows.filter(({ strategy }) => strategy === "activity");
  expect(own.map(({ ratio, stage }) => `${ratio} ${stage}`)).toEqual([
    "0.25 pruned",
    "0.75 pruned",
    "0.25 fine-tuned",
    "0.75 fine-tuned",
  ]);
  expect(stdout).toMatch(/^ *activity +\d/m);
  const report = await readFile(join(folder, "report.html"), "utf8");
  expect(report).toContain("<td>activity</td>");
});
