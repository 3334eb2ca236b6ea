import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initialNetwork, seededRandom } from "@espalier/prune";
import { writeJson } from "@espalier/formats/json";
import { writeNpy } from "@espalier/formats/npy";
import { kernels, randomNormal, rows, useKernels } from "@espalier/tensor";
import { espalier } from "espalier";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { isThorough } from "../../../test-setup/thorough.ts";
import { runStatistics, startWorker } from "../src/index.ts";
import type { RunOptions } from "../src/index.ts";
import { faults } from "../torture/faults.ts";
import { endOf, inspect, inWorld } from "../torture/world.ts";
import { startObjects } from "./support/object-server.ts";
import { missingRedis } from "./support/redis.ts";
import { withRedis } from "./support/with-redis.ts";

const missing = missingRedis();
if (missing !== undefined) console.warn(`The tests of the cluster are left out, as ${missing}.`);

const SPANS = isThorough ? 4 : 1;
/** These spans and a bit. */
const SAMPLES = SPANS * 65_536 + 300;
const network = writeJson({ network: initialNetwork({ sizes: [4, 3, 2], random: seededRandom(1) }) });
const samples = randomNormal([SAMPLES, 4], seededRandom(2), "f32");
const inputs = writeNpy(samples);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "espalier-cluster-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The bytes of one process. */
interface Reference {
  readonly statistics: Uint8Array;
  readonly small: Uint8Array;
}

/** A folder with network and samples. */
function folderWithFiles(given: Uint8Array = inputs): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "shared"));
  writeFileSync(join(folder, "model.json"), network);
  writeFileSync(join(folder, "inputs.npy"), given);
  return folder;
}

let computed: Promise<Reference> | undefined;

/** A folder with network and samples, and what one process makes of them, which is computed once. */
async function folderWithReference(): Promise<Reference & { readonly folder: string }> {
  computed ??= referenceIn(folderWithFiles());
  return { folder: folderWithFiles(), ...(await computed) };
}

async function referenceIn(folder: string): Promise<Reference> {
  const silent = { write: (_: unknown, done: () => void) => done() } as unknown as NodeJS.WritableStream;
  const { signal } = new AbortController();
  const io = { folder, stdin: process.stdin, stdout: silent, stderr: silent, signal };
  await espalier(["statistics", "model.json", "inputs.npy"], io);
  await espalier(
    ["prune", "model.json", "--statistics", "model.stats", "--ratio", "0.5", "--out", "small.json"],
    io,
  );
  return {
    statistics: readFileSync(join(folder, "model.stats")),
    small: readFileSync(join(folder, "small.json")),
  };
}

it("a thread has the same kernels for all of its jobs, as they have memory of their own", async () => {
  const before = kernels();
  onTestFinished(() => useKernels(before));
  const { default: compute } = await import("../src/compute.ts");
  const own = kernels();
  expect(own).not.toBe(before);
  const job = { kind: "none that is known", result: "none" };
  await expect(compute({ job, store: temporaryFolder(), given: undefined })).rejects.toThrow(
    "a job of an unknown kind, none that is known",
  );
  expect(kernels()).toBe(own);
});

describe.skipIf(missing !== undefined)("a cluster", { timeout: 300_000 }, () => {
  const redis = withRedis();

  const runOf = (folder: string, change: Partial<RunOptions> = {}): RunOptions => ({
    redis: redis().address,
    queue: `test-${folder.slice(-6)}`,
    folder: join(folder, "shared"),
    network: join(folder, "model.json"),
    networkOptions: {},
    data: join(folder, "inputs.npy"),
    dataOptions: {},
    fanIn: 2,
    signal: new AbortController().signal,
    ...change,
  });

  /** One worker for several tests, as its thread takes long to start: a run of its queue and its folder. */
  const withWorker = (folder: string): RunOptions => runOf(folder, { queue: "test", folder: shared });
  let shared: string;
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "espalier-workers-"));
    shared = join(folder, "shared");
    mkdirSync(shared);
    const worker = startWorker({ ...withWorker(folder), threads: 1 });
    return async () => {
      await worker.close();
      rmSync(folder, { recursive: true, force: true });
    };
  });
  beforeEach(() => {
    for (const name of readdirSync(shared)) rmSync(join(shared, name));
  });

  it("computes the bytes of one process, once, and shows its progress", async () => {
    const { folder, statistics } = await folderWithReference();
    const lines: string[] = [];
    const steps: number[] = [];
    const run = runOf(folder, { onProgress: (done) => void steps.push(done) });
    const worker = startWorker({ ...run, threads: 2, onLine: (line) => void lines.push(line) });
    const path = await runStatistics(run);
    expect(readFileSync(path).equals(statistics)).toBe(true);
    expect(readdirSync(run.folder)).toEqual([path.split("/").at(-1)]); // the parts are gone
    expect(lines.filter((line) => line.startsWith("map "))).toHaveLength(SPANS + 1);
    expect(lines.filter((line) => line.startsWith("merge "))).toHaveLength(SPANS);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(steps.at(-1)).toBe(SAMPLES);
    lines.length = 0;
    expect(await runStatistics(run)).toBe(path);
    expect(lines).toEqual([]);
    await worker.close();
  });

  // The tests of the store have each of these requests.
  const stored =
    "computes the bytes of one process through an object store, whatever happens to its requests";
  it.runIf(isThorough)(stored, async () => {
    const { folder, statistics } = await folderWithReference();
    const objects = await startObjects(0.1, seededRandom(5));
    const run = runOf(folder, { folder: objects.address });
    const worker = startWorker({ ...run, threads: 2 });
    const path = await runStatistics(run);
    expect(readFileSync(path).equals(statistics)).toBe(true);
    expect([...objects.objects.keys()]).toHaveLength(1); // the parts are gone
    rmSync(path);
    await worker.close();
    await objects.close();
  });

  it("goes on where a cancelled run was", async () => {
    const { folder, statistics } = await folderWithReference();
    const stop = new AbortController();
    const run = withWorker(folder);
    const first = runStatistics({
      ...run,
      signal: stop.signal,
      onProgress: (done) => done > 0 && stop.abort(new Error("enough")),
    });
    await expect(first).rejects.toThrow("enough");
    const done: number[] = [];
    const path = await runStatistics({ ...run, onProgress: (each) => void done.push(each) });
    expect(done[0]).toBeGreaterThan(0);
    expect(readFileSync(path).equals(statistics)).toBe(true);
  });

  it("reports the sample that is not valid, and stops", async () => {
    const few = rows(samples, 0, 65_800); // a span and a bit
    const wrong = { ...few, data: few.data.slice() };
    wrong.data[4 * 65_700 + 1] = NaN;
    const folder = folderWithFiles(writeNpy(wrong));
    await expect(runStatistics(withWorker(folder))).rejects.toThrow(
      "inputs.npy: expected finite numbers; received NaN in sample 65700, column 1",
    );
  });

  it("knows other samples, and not by the name, the size or the time of their file", async () => {
    const few = rows(samples, 0, 300);
    const folder = folderWithFiles(writeNpy(few));
    const run = withWorker(folder);
    const before = await runStatistics(run);
    const path = join(folder, "inputs.npy");
    const { atime, mtime } = statSync(path);
    renameSync(path, join(folder, "renamed.npy"));
    expect(await runStatistics({ ...run, data: join(folder, "renamed.npy") })).toBe(before);
    const other = { ...few, data: few.data.slice() };
    other.data[4 * 200] += 1;
    writeFileSync(path, writeNpy(other));
    utimesSync(path, atime, mtime);
    const after = await runStatistics(run);
    expect(after).not.toBe(before);
    expect(readFileSync(after).equals(readFileSync(before))).toBe(false);
  });

  it("refuses samples that change while they are read", async () => {
    const folder = folderWithFiles();
    const run = withWorker(folder);
    const path = join(folder, "inputs.npy");
    const onRun = (): void => writeFileSync(path, writeNpy({ ...samples, data: samples.data.toReversed() }));
    await expect(runStatistics({ ...run, onRun })).rejects.toThrow(
      "inputs.npy: expected the samples that the run began with; received others: the file has changed, or differs here",
    );
    expect(readdirSync(run.folder)).toEqual([]);
  });

  it("refuses a split that is not a power of two, and a folder that is not there", async () => {
    const folder = temporaryFolder();
    await expect(runStatistics(runOf(folder, { fanIn: 3 }))).rejects.toThrow(
      "--fan-in: expected a power of two; received 3",
    );
    await expect(runStatistics(runOf(folder))).rejects.toThrow(
      "shared: expected a folder that all workers share; received none",
    );
  });

  // `npm run torture:cluster` has many more of these.
  const story =
    "ends with the bytes of one process though a worker is killed, Redis crashes and connections break";
  it.runIf(isThorough)(story, async () => {
    const { folder, statistics, small } = await folderWithReference();
    rmSync(join(folder, "shared"), { recursive: true });
    const random = seededRandom(1);
    await inWorld(folder, { workers: 2, disk: undefined }, async (world) => {
      const kind = { samples: SAMPLES, words: ["model.json", "inputs.npy", "--ratio", "0.5"] };
      const running = world.prune(kind);
      for (const name of ["killed, and another", "Redis is killed", "connections"])
        await faults.find((fault) => fault.name.includes(name))?.happen(world, random);
      expect(await endOf(running), world.log()).toBe(0);
      expect(await inspect(folder, world.shared, kind, { statistics, network: small })).toEqual([]);
    });
  });
});
