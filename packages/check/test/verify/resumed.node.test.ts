import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { resumed } from "../../verify/resumed.ts";

/** Squares a number, unless a file says that this one fails. */
const worker = `
import { existsSync } from "node:fs";
import { parentPort } from "node:worker_threads";
parentPort.on("message", ({ n, folder }) => {
  if (existsSync(\`\${folder}/\${n}\`)) throw new Error(\`\${n} fails\`);
  parentPort.postMessage(n * n);
});`;

it("a run that was stopped goes on where it was, and leaves out a line that was cut", async () => {
  const folder = mkdtempSync(join(tmpdir(), "espalier-resumed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [script, journal] = ["worker.mjs", "journal.jsonl"].map((name) => join(folder, name));
  writeFileSync(script, worker);
  writeFileSync(join(folder, "5"), "");
  const tasks = [1, 2, 3, 4, 5].map((n) => ({ n, folder }));
  const run = (some: readonly object[]): Promise<[number[], number[]]> => {
    const seen: number[] = [];
    const done = resumed<number>(pathToFileURL(script), some, journal, (count) => seen.push(count));
    return done.then((results) => [results, seen]);
  };
  await expect(run(tasks.slice(4))).rejects.toThrow("5 fails");
  expect(await run(tasks.slice(0, 4))).toEqual([
    [1, 4, 9, 16],
    [1, 2, 3, 4],
  ]);
  appendFileSync(journal, '{"sources":');
  rmSync(join(folder, "5"));
  for (const n of [1, 2, 3, 4]) writeFileSync(join(folder, String(n)), ""); // none of them runs again
  expect(await run(tasks)).toEqual([
    [1, 4, 9, 16, 25],
    [4, 5],
  ]);
  expect(readFileSync(journal, "utf8").match(/\n/g)).toHaveLength(5);
});
