import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { planOf as planOfRun } from "../../src/experiment/plan.ts";
import { runPlans } from "../../src/experiment/run.ts";
import { parseMeasurements } from "../../src/reproduce/files.ts";
import type { Row, Settings } from "../../src/results.ts";
import { measurementsIn, reproduceTiny } from "../support/reproduced.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tinyData, tinyExperiment, tinyPart } from "../support/tiny-part.ts";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";

let whole: Record<string, string>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "espalier-"));
  await reproduceTiny(folder);
  whole = await measurementsIn(folder);
  return () => rm(folder, { recursive: true });
});

describe("reproduce", () => {
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

  it.each([1, 3])("writes the same bytes with %i worker(s)", async (workers) => {
    const other = await temporaryFolder();
    await reproduceTiny(other, { workers });
    expect(await measurementsIn(other)).toEqual(whole);
  });

  it("measures nothing when it is called again", async () => {
    const load = (): Promise<never> => Promise.reject(new Error("no data are needed"));
    expect((await reproduceTiny(folder, { load })).isComplete).toBe(true);
    expect(await measurementsIn(folder)).toEqual(whole);
  });

  it("goes on after Ctrl-C, and writes the same bytes", async () => {
    const other = await temporaryFolder();
    const stop = new AbortController();
    const load = (): Promise<typeof tinyData> => {
      setTimeout(() => stop.abort(), 900); // about when the workers have started; whenever it is, the claim holds
      return Promise.resolve(tinyData);
    };
    await reproduceTiny(other, { signal: stop.signal, load });
    expect((await reproduceTiny(other)).isComplete).toBe(true);
    expect(await measurementsIn(other)).toEqual(whole);
  });

  it("trains a network again that is lost and still needed, and writes the same bytes", async () => {
    const other = await temporaryFolder();
    const journal = await readFile(join(folder, "journal.jsonl"), "utf8");
    const lines = journal.split("\n").filter((line) => !line.includes("random"));
    await writeFile(join(other, "journal.jsonl"), lines.join("\n"));
    await reproduceTiny(other);
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
    await reproduceTiny(folder, { part, load });
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
    await reproduceTiny(other);
    const load = (): Promise<never> => Promise.reject(new Error("data are needed"));
    await expect(reproduceTiny(other, { fresh: true, load })).rejects.toThrow("data are needed");
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

  it("gives the same losses as npm start does", async () => {
    const settings: Settings = {
      ...tinyExperiment.recipe,
      seeds: 2,
      ratios: [0.25, 0.75],
      strategies: ["elimination-compensation", "nonlinear", "fully-connected"],
      activation: "prelu",
      notes: [],
    };
    const rows: Row[] = [];
    await runPlans(planOfRun(settings), {
      settings,
      data: tinyData,
      workers: 2,
      signal: new AbortController().signal,
      onReport: (report) => void (report.kind === "row" && rows.push(report.row)),
      onBaseline: () => {},
    });
    const short = (row: Pick<Row, "seed" | "strategy" | "ratio" | "stage" | "testLoss">): string =>
      [row.seed, row.strategy, row.ratio, row.stage, row.testLoss].join(" ");
    const measured = new Set(parseMeasurements(whole["tiny.json"]).rows.map(short));
    expect(rows.map(short).filter((row) => !measured.has(row))).toEqual([]);
    expect(rows.length).toBe(2 * (1 + 2 * 2 * 2 + 2));
  });
});
