// Node only: workers that die, and the handles of a process.
import { execFileSync } from "node:child_process";
import { describe, expect, it, vi } from "vitest";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { WorkerError } from "../../src/parallel/index.ts";
import { nodeThread } from "../../src/parallel/platform.ts";
import type { StartThread } from "../../src/parallel/platform.ts";
import { createPoolOf } from "../../src/parallel/pool.ts";
import { scoresOf } from "../../../scores/test/support/scores.ts";
import { endless, inputs, network, rejection } from "../../../network/test/support/streams.ts";

const working = new URL("../../src/parallel/worker.ts", import.meta.url);
const source = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);

/** What a worker does at its first part. */
const dying: Readonly<Record<string, URL>> = {
  exits: source(`
    import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ kind }) => { if (kind === "part") process.exit(7); });
  `),
  throws: source(`
    import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ kind }) => { if (kind === "part") throw new Error("out of luck"); });
  `),
  "is not there": new URL("nowhere.ts", working),
};

/** `exits` and `throws` end a worker in the same way. */
const deaths = Object.entries(dying).filter(([how]) => isThorough || how !== "throws");

describe.each(deaths)("a worker that %s", (_, url) => {
  it("ends the computation with a WorkerError, and is replaced for the next one", async () => {
    const urls = [working, url];
    const next = (): URL => urls.pop() ?? working;
    const start: StartThread = (listener) => nodeThread(next(), listener);
    const pool = createPoolOf(start, { workers: 2 });
    const error = await rejection(pool.score(network, endless().batches));
    expect(error).toBeInstanceOf(WorkerError);
    expect(error).toHaveProperty("message", expect.stringMatching(/^a worker ended before its work did: ./));
    expect(await pool.score(network, inputs)).toEqual(scoresOf(network, inputs));
    await pool.close();
  });
});

describe("no handle is left", () => {
  const ports = (): number =>
    process.getActiveResourcesInfo().filter((resource) => resource === "MessagePort" || resource === "Worker")
      .length;

  it("once a pool is closed", async () => {
    const before = ports();
    const pool = createPoolOf((listener) => nodeThread(working, listener), { workers: 1 });
    await pool.score(network, inputs);
    await pool.close();
    await vi.waitFor(() => expect(ports()).toBeLessThanOrEqual(before));
  });

  // Nor does one under the options below.
  it.runIf(isThorough)("and one that was forgotten does not keep its process alive", () => {
    expect(runAlone([])).toBe("removed 1");
  });
});

describe("a pool works under options that Node takes for a whole process only", () => {
  const options = [
    "--max-old-space-size=512",
    "--expose-gc",
    "--stack-size=900",
    "--title=pruning",
    "--disallow-code-generation-from-strings",
    "--max-semi-space-size=16",
  ];
  const more = ["--interpreted-frames-native-stack", "--no-opt", "--conditions=development"];
  it.each(isThorough ? [[options], [more]] : [[[...options, ...more]]])("%s", (flags) =>
    expect(runAlone(flags)).toBe("removed 1"),
  );

  it("and says why it cannot start where it may not", () => {
    expect(() => runAlone(["--permission", "--allow-fs-read=*"])).toThrow(
      /WorkerError: a worker could not be started: .*--allow-worker/,
    );
  });
});

/** What a script prints that prunes by a pool which it does not close, in a process with some options. */
function runAlone(flags: readonly string[]): string {
  const script = `
    import { createPool } from ${JSON.stringify(new URL("../../src/parallel/index.ts", import.meta.url))};
    import { tensor } from ${JSON.stringify(new URL("../../src/index.ts", import.meta.url))};
    const layer = { weight: tensor([[2, -1]]), bias: tensor([0]), activation: { kind: "identity" } };
    const { removed } = await createPool({ workers: 1 }).prune({ layers: [layer] }, [[1, 5], [3, 5]], { ratio: 0.5 });
    console.log("removed", removed);
  `;
  return execFileSync(process.execPath, [...flags, "--input-type=module", "--eval", script], {
    encoding: "utf8",
    timeout: 30_000,
    stdio: "pipe",
  }).trim();
}
