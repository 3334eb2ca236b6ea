import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { seededRandom } from "@espalier/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { createPool } from "../../src/experiments/pool.ts";
import { parseMeasurements } from "../../src/experiments/results.ts";
import { measurementsIn, runTiny } from "../support/run-tiny.ts";
import { temporaryFolder } from "../../../../test-setup/temporary-folder.ts";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { tinyData, tinyExperiment, tinyPart } from "../support/tiny-part.ts";

let whole: Record<string, string>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "espalier-"));
  await runTiny(folder);
  whole = await measurementsIn(folder);
  return () => rm(folder, { recursive: true });
});

describe("a run", () => {
  it("measures everything of the part once", () => {
    const { rows, crossed, calibration, steps, keptState, pictures } = parseMeasurements(whole["tiny.json"]);
    const seeds = 2;
    // A baseline; two strategies at 3 ratios, then fine-tuned at 2; 2 from scratch; 1 random.
    expect(rows).toHaveLength(seeds * (1 + 2 * (3 + 2) + 2 + 1));
    expect(crossed).toHaveLength(seeds * 2 * 3);
    expect(calibration).toHaveLength(seeds * 2);
    expect(steps).toHaveLength(seeds * 2 * 2);
    expect(keptState).toHaveLength(seeds);
    // Truth and baseline; two strategies before and after fine-tuning, one from scratch.
    expect(pictures).toHaveLength(2 + 2 * 2 + 1);
    expect(Object.keys(whole)).toEqual(["tiny-batch-8.json", "tiny.json"]);
  });

  it("another state of Adam at the start of fine-tuning is another network in the end", () => {
    const { rows, keptState } = parseMeasurements(whole["tiny.json"]);
    const fresh = rows.filter(
      ({ strategy, ratio, stage }) =>
        strategy === "elimination-compensation" && ratio === 0.25 && stage === "fine-tuned",
    );
    expect(keptState.map(({ seed, ratio }) => [seed, ratio])).toEqual(
      fresh.map(({ seed, ratio }) => [seed, ratio]),
    );
    for (const [at, { testLoss }] of keptState.entries()) expect(testLoss).not.toBe(fresh[at].testLoss);
  });

  // The run that is stopped below has two.
  it.runIf(isThorough)("writes the same bytes with three threads", async () => {
    const other = await temporaryFolder();
    await runTiny(other, { workers: 3, pool: createPool });
    expect(await measurementsIn(other)).toEqual(whole);
  });

  it("measures nothing when it is called again", async () => {
    const load = (): Promise<never> => Promise.reject(new Error("no data are needed"));
    expect((await runTiny(folder, { load })).isComplete).toBe(true);
    expect(await measurementsIn(folder)).toEqual(whole);
  });

  it("goes on after Ctrl-C, and writes the same bytes", async () => {
    const other = await temporaryFolder();
    const stop = new AbortController();
    const load = (): Promise<typeof tinyData> => {
      setTimeout(() => stop.abort(), 900); // about when the workers have started; whenever it is, the claim holds
      return Promise.resolve(tinyData);
    };
    await runTiny(other, { signal: stop.signal, load, pool: createPool });
    expect((await runTiny(other)).isComplete).toBe(true);
    expect(await measurementsIn(other)).toEqual(whole);
  });

  it("trains a network again that is lost and still needed, and writes the same bytes", async () => {
    const other = await temporaryFolder();
    const journal = await readFile(join(folder, "journal.jsonl"), "utf8");
    const lines = journal.split("\n").filter((line) => !line.includes("random"));
    await writeFile(join(other, "journal.jsonl"), lines.join("\n"));
    await runTiny(other);
    expect(await measurementsIn(other)).toEqual(whole);
  });

  it("a part takes over what another one has measured of the same recipe", async () => {
    const part = {
      name: "smaller",
      experiments: [
        {
          ...tinyExperiment,
          seeds: 1,
          comparisons: [{ strategies: ["nonlinear"], pruned: [0.5], fineTuned: [] }],
        },
      ],
    };
    const load = (): Promise<never> => Promise.reject(new Error("no data are needed"));
    await runTiny(folder, { part, load });
    const { rows } = parseMeasurements((await measurementsIn(folder, "smaller"))["tiny.json"]);
    const { rows: all } = parseMeasurements(whole["tiny.json"]);
    expect(rows).toEqual(
      all.filter(
        (row) =>
          row.seed === 0 &&
          (row.strategy === "baseline" || (row.strategy === "nonlinear" && row.ratio === 0.5)),
      ),
    );
  });

  it("--fresh measures everything again", async () => {
    const other = await temporaryFolder();
    await cp(folder, other, { recursive: true });
    const load = (): Promise<never> => Promise.reject(new Error("data are needed"));
    await expect(runTiny(other, { fresh: true, load })).rejects.toThrow("data are needed");
  });

  it("what the clock says is in a file of its own", async () => {
    const costs: unknown = JSON.parse(await readFile(join(folder, tinyPart.name, "costs.json"), "utf8"));
    expect(costs).toMatchObject({
      format: "espalier-costs",
      workers: 2,
      environment: { platform: process.platform },
      alone: [{ experiment: "tiny", strategy: "magnitude", scores: 1, peakBytes: 1024 }],
    });
    expect(whole["tiny.json"]).not.toMatch(/seconds|workers|date|cores/);
  });
});

const program = fileURLToPath(new URL("../support/reproduce-tiny.ts", import.meta.url));

/** Starts the program, and kills it once its journal has grown by a number of bytes. @returns whether it was killed */
async function killedAfter(path: string, growth: number, threads: readonly string[]): Promise<boolean> {
  const journal = join(path, "journal.jsonl");
  const size = (): number => (existsSync(journal) ? statSync(journal).size : 0);
  const start = size();
  const child = spawn(process.execPath, [program, path, ...threads], { stdio: "ignore" });
  const exit = once(child, "exit");
  while (child.exitCode === null && size() < start + growth) await sleep(1);
  child.kill("SIGKILL");
  const [, signal] = (await exit) as [number | null, string | null];
  return signal === "SIGKILL";
}

it("killed at random moments and started again, it ends with the bytes of an undisturbed run", async () => {
  const disturbed = await temporaryFolder();
  const random = seededRandom(9);
  let kills = 0;
  for (let attempt = 0; attempt < 30; attempt++) {
    const isKilled = await killedAfter(disturbed, 1 + random() * 9000, attempt % 3 === 0 ? ["2"] : []);
    if (!isKilled) break;
    kills++;
    if (kills === 1 && !isThorough) break;
  }
  expect(kills).toBeGreaterThanOrEqual(isThorough ? 3 : 1);
  await runTiny(disturbed);
  expect(await measurementsIn(disturbed)).toEqual(whole);
});

describe.skipIf(process.platform === "win32")("a disk that is full in the middle of a line", () => {
  /** Runs the program where no file may grow beyond some kB: the system writes a part of a line, and refuses the rest. */
  const limited = (path: string, kilobytes: number): string => {
    const script = `trap "" XFSZ; ulimit -f ${kilobytes}; exec "$0" "$@"`;
    const { status, stderr } = spawnSync("bash", ["-c", script, process.execPath, program, path], {
      encoding: "utf8",
    });
    expect(status).not.toBe(0);
    return stderr;
  };

  it.each(isThorough ? [5, 9, 14] : [9])(
    "costs no line that is on it, and the rest is measured again: %i kB",
    async (kilobytes) => {
      const other = await temporaryFolder();
      const stderr = limited(other, kilobytes);
      expect(stderr).toContain(
        "expected a file that can be written; received more than a file there may hold",
      );
      const journal = await readFile(join(other, "journal.jsonl"), "utf8");
      expect(journal.length).toBeLessThanOrEqual(1024 * kilobytes);
      const lines = journal.split("\n");
      expect(lines.pop()).toBe(""); // no part of a line is left
      for (const line of lines) expect(JSON.parse(line)).toHaveProperty("unit");
      await runTiny(other);
      expect(await measurementsIn(other)).toEqual(whole);
      expect((await readFile(join(other, "journal.jsonl"), "utf8")).startsWith(journal)).toBe(true);
    },
  );

  it("is reported before any work where nothing can be written", async () => {
    const other = await temporaryFolder();
    await writeFile(join(other, "file"), "");
    const load = (): Promise<never> => Promise.reject(new Error("data are loaded"));
    await expect(runTiny(join(other, "file"), { load })).rejects.toThrow(
      `${join(other, "file")}: expected a folder that can be written; received a file that exists`,
    );
    await expect(runTiny(join(other, "file", "below"), { load })).rejects.toThrow("not a folder");
  });
});
