import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, startWorker } from "@espalier/cluster";
import type { ClusterWorker } from "@espalier/cluster";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { missingRedis } from "../../../cluster/test/support/redis.ts";
import { withRedis } from "../../../cluster/test/support/with-redis.ts";
import { temporaryFolder } from "../../../../test-setup/temporary-folder.ts";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { clusterPool } from "../../src/experiments/cluster/pool.ts";
import { measurementsIn, runTiny } from "../support/run-tiny.ts";
import { tinyData } from "../support/tiny-part.ts";

/** Each thread loads the whole benchmark: most of what these tests cost. */
const threads = isThorough ? 2 : 1;

const missing = missingRedis();
if (missing !== undefined) console.warn(`The grid on a cluster is not tested, since ${missing}.`);

describe.skipIf(missing !== undefined)("a run on a cluster", { timeout: 300_000 }, () => {
  const redis = withRedis();
  let whole: Record<string, string>;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "espalier-"));
    await runTiny(folder);
    whole = await measurementsIn(folder);
    await rm(folder, { recursive: true });
  });

  interface Place {
    readonly redis: string;
    readonly queue: string;
    readonly folder: string;
  }
  const placeOf = async (): Promise<Place> => {
    const folder = await temporaryFolder();
    return { redis: redis().address, queue: `tiny-${folder.slice(-6)}`, folder };
  };
  const hire = (place: Place): ClusterWorker => {
    const module = new URL("../support/tiny-compute.ts", import.meta.url);
    const worker = startWorker({ ...place, module, threads });
    onTestFinished(() => worker.close(true));
    return worker;
  };
  const runOn = (place: Place, folder: string, options: Parameters<typeof runTiny>[1] = {}) =>
    runTiny(folder, { workers: 64, pool: clusterPool(place), ...options });

  // The next test ends with the same bytes, though much happens on the way.
  const story = "writes the bytes of one process, and a second run finds all results, without a worker";
  it.runIf(isThorough)(story, async () => {
    const place = await placeOf();
    const worker = hire(place);
    const folder = await temporaryFolder();
    await runOn(place, folder);
    expect(await measurementsIn(folder)).toEqual(whole);
    await worker.close(true);
    const other = await temporaryFolder();
    await runOn(place, other);
    expect(await measurementsIn(other)).toEqual(whole);
  });

  it("goes on after Ctrl-C and the loss of a worker and of Redis, with the same bytes", async () => {
    const place = await placeOf();
    const stop = new AbortController();
    const [first, folder] = [hire(place), await temporaryFolder()];
    const running = runOn(place, folder, {
      signal: stop.signal,
      onMeasured: () => setTimeout(() => stop.abort(new Error("Ctrl-C")), 50),
    });
    expect((await running).isComplete).toBe(false);
    await first.close(true);
    const second = hire(place);
    const again = runOn(place, folder);
    await redis().kill();
    await redis().start();
    expect((await again).isComplete).toBe(true);
    expect(await measurementsIn(folder)).toEqual(whole);
    await second.close(); // A job may run twice, and its second result may still be a draft.
    // Each thread of the worker that was lost may have been writing.
    const drafts = readdirSync(place.folder).filter((name) => name.endsWith(".draft"));
    expect(drafts.length).toBeLessThanOrEqual(threads);
  });

  it.runIf(isThorough)("refuses a worker with other data", async () => {
    const place = await placeOf();
    hire(place);
    const changed = { ...tinyData, test: tinyData.train };
    await expect(
      runOn(place, await temporaryFolder(), { load: () => Promise.resolve(changed) }),
    ).rejects.toThrow("reproduce worker: expected the data of tiny that the run has; received others");
  });

  it("refuses a store that is not there", async () => {
    const place = { ...(await placeOf()), folder: "/there/is/none" };
    await expect(runOn(place, await temporaryFolder())).rejects.toThrow(
      "/there/is/none: expected a folder that all workers share; received none",
    );
    await expect(openStore("/there/is/none")).rejects.toThrow("/there/is/none");
  });
});
