import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { runExperiment } from "../../src/command/run-experiment.ts";
import type { ExperimentOptions } from "../../src/command/run-experiment.ts";
import { parseResults } from "../../src/results.ts";
import type { Results } from "../../src/results.ts";
import { smallData, smallSettings } from "../support/small-data.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Outcome {
  readonly isComplete: boolean;
  readonly progress: string;
  readonly output: string;
}

async function experiment(out: string, options: Partial<ExperimentOptions> = {}): Promise<Outcome> {
  const progress = new PassThrough();
  const output = new PassThrough();
  const isComplete = await runExperiment({
    settings: smallSettings,
    workers: 1,
    load: () => Promise.resolve(smallData),
    data: out,
    out,
    fresh: false,
    signal: new AbortController().signal,
    progress,
    output,
    ...options,
  });
  progress.end();
  output.end();
  return { isComplete, progress: await text(progress), output: await text(output) };
}

const resultsIn = async (folder: string): Promise<Results> =>
  parseResults(await readFile(join(folder, "results.json"), "utf8"));

const timeless = ({ rows }: Results): unknown[] => rows.map((row) => ({ ...row, seconds: 0 }));

it("a run leaves results, a report and figures, and prints the table", async () => {
  const out = await temporaryFolder();
  const { isComplete, output, progress } = await experiment(out);
  expect(isComplete).toBe(true);
  expect((await resultsIn(out)).rows).toHaveLength(22);
  expect(await readFile(join(out, "report.html"), "utf8")).toMatch(/<svg/);
  expect(output).toMatch(/after fine-tuning +0.25 +0.75/);
  expect(output).toContain(join(out, "report.html"));
  expect(progress).toMatch(/seed 1 random ρ = 0.75 fine-tuned: test loss/);
});

it("the same command again measures nothing and prints the same table", async () => {
  const out = await temporaryFolder();
  const first = await experiment(out);
  const again = await experiment(out, { load: () => Promise.reject(new Error("no data are needed")) });
  expect(again.output).toBe(first.output);
  expect(again.progress).toContain("--fresh starts over");
});

it("--fresh measures everything again", async () => {
  const out = await temporaryFolder();
  await experiment(out);
  await expect(
    experiment(out, { fresh: true, load: () => Promise.reject(new Error("data are needed")) }),
  ).rejects.toThrow("data are needed");
});

it("a run that is stopped keeps what it has, and ends later as if it had not been stopped", async () => {
  const [whole, out] = [await temporaryFolder(), await temporaryFolder()];
  await experiment(whole);

  const stop = new AbortController();
  const progress = new PassThrough();
  progress.on("data", (line: Buffer) => {
    if (String(line).includes("elimination-compensation ρ = 0.25")) stop.abort();
  });
  const stopped = await experiment(out, { signal: stop.signal, progress });
  expect(stopped.isComplete).toBe(false);
  const kept = (await resultsIn(out)).rows.length;
  expect(kept).toBeGreaterThanOrEqual(2);
  expect(kept).toBeLessThan(22);

  expect((await experiment(out)).isComplete).toBe(true);
  expect(timeless(await resultsIn(out))).toEqual(timeless(await resultsIn(whole)));
});

it("a run that is stopped at once says so, and leaves nothing behind", async () => {
  const stop = new AbortController();
  stop.abort();
  const { isComplete, progress, output } = await experiment(await temporaryFolder(), { signal: stop.signal });
  expect(isComplete).toBe(false);
  expect(progress).toContain("before anything was measured");
  expect(output).toBe("");
});
