import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initialNetwork, pruneStream, seededRandom } from "@espalier/prune";
import type { Pruned, PruneOptions } from "@espalier/prune";
import { writeJson } from "@espalier/formats/json";
import { writeNpy } from "@espalier/formats/npy";
import { randomNormal, rows, useFastKernels } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { law } from "../../../test-setup/law.ts";
import { isThorough } from "../../../test-setup/thorough.ts";
import { runSolver, startWorker } from "../src/index.ts";
import type { ClusterWorker, SolveRunOptions } from "../src/index.ts";
import { chunksOfJob } from "../src/solver/answers.ts";
import { dealer, sizeOf, within } from "../src/solver/ranges.ts";
import { missingRedis } from "./support/redis.ts";
import { withRedis } from "./support/with-redis.ts";

describe("the samples of a batch", () => {
  it("follow each other in the file, and begin again after the last one", () => {
    const deal = dealer(10);
    expect([6, 6, 8, 30, 1].map(deal)).toEqual([
      [{ from: 0, to: 6 }],
      [
        { from: 6, to: 10 },
        { from: 0, to: 2 },
      ],
      [{ from: 2, to: 10 }],
      [{ from: 0, to: 10 }],
      [{ from: 0, to: 1 }],
    ]);
  });

  const drawn = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.array(fc.integer({ min: 1, max: 60 })));
  law(
    "are each sample of the file once at most, and their parts are those of the whole",
    drawn,
    ([N, counts]) => {
      const deal = dealer(N);
      for (const count of counts) {
        const ranges = deal(count);
        const samples = ranges.flatMap(({ from, to }) =>
          Array.from({ length: to - from }, (_, n) => from + n),
        );
        expect(new Set(samples).size).toBe(Math.min(N, count));
        expect(sizeOf(ranges)).toBe(samples.length);
        for (let from = 0; from < samples.length; from += 3) {
          const part = within(ranges, from, from + 3);
          expect(part.flatMap(({ from: a, to }) => Array.from({ length: to - a }, (_, n) => a + n))).toEqual(
            samples.slice(from, from + 3),
          );
        }
      }
    },
  );

  it("are summed by jobs of fewer chunks for larger networks", () => {
    expect([100, 2 ** 14, 2 ** 14 + 1, 2 ** 17, 1e7].map(chunksOfJob)).toEqual([16, 16, 8, 2, 1]);
  });
});

const missing = missingRedis();
if (missing !== undefined) console.warn(`The tests of the solver on a cluster are left out, as ${missing}.`);
const SAMPLES = 2100;

describe.skipIf(missing !== undefined)("the compensation by the whole network", { timeout: 300_000 }, () => {
  const network = initialNetwork({ sizes: [2, 3, 1], random: seededRandom(1) });
  const inputs = randomNormal([SAMPLES, 2], seededRandom(2));
  const redis = withRedis();
  beforeAll(() => useFastKernels());

  /** What one process gives, which reads the samples as a stream. */
  const byOneProcess = (options: PruneOptions): Promise<Pruned> =>
    pruneStream(
      network,
      {
        *[Symbol.iterator]() {
          for (let at = 0; at < SAMPLES; at += 700) yield part(at);
        },
      },
      options,
    );
  const part = (at: number): Tensor => rows(inputs, at, Math.min(SAMPLES, at + 700));

  function runOf(change: Partial<SolveRunOptions>): SolveRunOptions {
    const folder = mkdtempSync(join(tmpdir(), "espalier solver "));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, "shared"));
    writeFileSync(join(folder, "model.json"), writeJson({ network }));
    writeFileSync(join(folder, "inputs.npy"), writeNpy(inputs));
    return {
      redis: redis().address,
      queue: `solver-${folder.slice(-6)}`,
      folder: join(folder, "shared"),
      network: join(folder, "model.json"),
      networkOptions: {},
      data: join(folder, "inputs.npy"),
      dataOptions: {},
      prune: { ratio: 0.6, compensation: "network", effort: "quick", steps: isThorough ? undefined : 2 },
      signal: new AbortController().signal,
      ...change,
    };
  }
  const hire = (run: SolveRunOptions, threads: number): ClusterWorker => {
    const worker = startWorker({ ...run, threads });
    onTestFinished(() => worker.close(true));
    return worker;
  };

  it.each(isThorough ? [1, 2] : [2])(
    "has the bits of one process with %i chunks a job, and leaves nothing behind",
    async (chunks) => {
      const run = runOf({ chunks });
      hire(run, chunks === 1 ? 2 : 1);
      const { pruned, samples, metric } = await runSolver(run);
      const { network: expected, masks, scores } = await byOneProcess(run.prune);
      expect(pruned.network).toEqual(expected);
      expect(pruned.masks).toEqual(masks);
      expect(pruned.scores).toEqual(scores);
      expect([samples, metric]).toEqual([SAMPLES, "outputs"]);
      expect(readdirSync(run.folder)).toEqual([]);
    },
  );

  // The tests of the program have a run that is stopped and goes on, with the same worker.
  const story =
    "goes on with the answers of a run that was stopped, by another worker, with the bits of one process";
  it.runIf(isThorough)(story, async () => {
    const stop = new AbortController();
    const run = runOf({ chunks: 1, prune: { ratio: 0.5, compensation: "bias-joint", effort: "quick" } });
    const first = hire(run, 1);
    const enough = setInterval(() => {
      if (readdirSync(run.folder).filter((name) => name.endsWith(".answer")).length > 5)
        stop.abort(new Error("enough"));
    }, 5);
    await expect(runSolver({ ...run, signal: stop.signal })).rejects.toThrow("enough");
    clearInterval(enough);
    await first.close(true);
    const kept = readdirSync(run.folder).filter((name) => name.endsWith(".answer"));
    expect(kept.length).toBeGreaterThan(5);
    hire(run, 2);
    const { pruned } = await runSolver(run);
    expect(pruned.network).toEqual((await byOneProcess(run.prune)).network);
    expect(readdirSync(run.folder).filter((name) => kept.includes(name))).toEqual([]);
  });

  it("refuses a compensation without a solver, and chunks that are not a power of two", async () => {
    await expect(runSolver(runOf({ prune: { ratio: 0.5, compensation: "bias" } }))).rejects.toThrow(
      "espalier-cluster prune: expected a compensation among bias-joint, network; received bias",
    );
    await expect(runSolver(runOf({ chunks: 3 }))).rejects.toThrow(
      "espalier-cluster prune: expected chunks of a job to be a power of two; received 3",
    );
  });
});
