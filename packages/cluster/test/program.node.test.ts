import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initialNetwork, seededRandom } from "@espalier/prune";
import { writeJson } from "@espalier/formats/json";
import { writeNpy } from "@espalier/formats/npy";
import { randomNormal, useFastKernels } from "@espalier/tensor";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { runIn, terminalIn } from "../../cli/test/support/terminal.ts";
import type { Outcome } from "../../cli/test/support/terminal.ts";
import { isThorough } from "../../../test-setup/thorough.ts";
import { startWorker } from "../src/index.ts";
import type { ClusterWorker } from "../src/index.ts";
import { espalierCluster } from "../src/program.ts";
import { missingRedis } from "./support/redis.ts";
import { withRedis } from "./support/with-redis.ts";

const missing = missingRedis();
if (missing !== undefined) console.warn(`The tests of espalier-cluster are left out, as ${missing}.`);

const network = writeJson({ network: initialNetwork({ sizes: [6, 10, 8, 3], random: seededRandom(1) }) });
const program = fileURLToPath(new URL("../src/main.ts", import.meta.url));
/** The solver takes all samples each time, as there are no more than 5,000: in one process as well. */
const inputs = writeNpy(randomNormal([2500, 6], seededRandom(2)));

/** How a command is run. */
interface RunOptions {
  readonly signal?: AbortSignal;
  readonly isTerminal?: boolean;
  /** The folder that it shares with its workers; one of its own by default. */
  readonly shared?: string;
}

function folderWithFiles(): string {
  const folder = mkdtempSync(join(tmpdir(), "espalier-program-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "shared"));
  writeFileSync(join(folder, "model.json"), network);
  writeFileSync(join(folder, "inputs.npy"), inputs);
  return folder;
}

describe.skipIf(missing !== undefined)("espalier-cluster prune", { timeout: 120_000 }, () => {
  const redis = withRedis();
  beforeAll(() => useFastKernels());

  const queueOf = (shared: string): string => `program-${shared.slice(-13, -7)}`;
  const start = (shared: string, address = redis().address): ClusterWorker =>
    startWorker({ redis: address, queue: queueOf(shared), folder: shared, threads: 1 });
  const run = (
    folder: string,
    line: string,
    { signal, isTerminal = false, shared = join(folder, "shared") }: RunOptions = {},
  ): Promise<Outcome> =>
    terminalIn(folder, { signal, isTerminal }, (io) =>
      espalierCluster(
        line
          .replace("NETWORK", join(folder, "model.json"))
          .replace("DATA", join(folder, "inputs.npy"))
          .split(" ")
          .concat("--queue", queueOf(shared), "--folder", shared)
          .concat(line.includes("--redis") ? [] : ["--redis", redis().address]),
        io,
      ),
    );

  /** One worker for several tests, as its thread takes long to start, and the folder that it shares with them. */
  let shared: string;
  let worker: ClusterWorker;
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "espalier-workers-"));
    shared = join(folder, "shared");
    mkdirSync(shared);
    worker = start(shared);
    return async () => {
      await worker.close();
      rmSync(folder, { recursive: true, force: true });
    };
  });

  const solved = [
    "--ratio 0.5 --sums f32 --compensation bias-joint --effort quick --steps 1",
    "--ratio 0.6 --compensation network --effort quick --steps 1 --frozen bias",
    "--ratio 0.5 --compensation bias-joint --effort quick --steps 1 --metric softmax --divide 2 --first 2100",
  ];

  it.each([
    "--ratio 0.6",
    "--ratio 0.6 --compensation none --granularity 1x2",
    "--ratio 0.6 --sums f32",
    ...(isThorough ? solved : []), // the next test has one as well
  ])("writes the bytes of espalier prune: %s", async (options) => {
    const folder = folderWithFiles();
    if (options.includes("f32")) {
      const single = initialNetwork({ sizes: [6, 10, 8, 3], random: seededRandom(1), dtype: "f32" });
      writeFileSync(join(folder, "model.json"), writeJson({ network: single }));
    }
    const one = await runIn(folder, `prune model.json inputs.npy ${options} --out one.json`);
    expect(one.stderr).toBe("");
    const line = `prune NETWORK DATA ${options} --out ${join(folder, "two.json")}`;
    const two = await run(folder, line, { shared });
    expect([two.code, two.stderr]).toEqual([
      0,
      expect.stringMatching(/^run [0-9a-f]{24}, which .* would stop\n$/),
    ]);
    for (const ending of [".json", ".mask.npz"])
      expect(
        readFileSync(join(folder, `two${ending}`)).equals(readFileSync(join(folder, `one${ending}`))),
      ).toBe(true);
    const report = JSON.parse(readFileSync(join(folder, "two.report.json"), "utf8"));
    expect(report).toMatchObject({
      samples: options.includes("--first") ? 2100 : 2500,
      ratio: Number(options.slice(8, 11)),
    });
  });

  it("shows its progress, stops when it is interrupted or cancelled, and goes on to the bytes of one process", async () => {
    const folder = folderWithFiles();
    const options = "--ratio 0.6 --compensation bias-joint --effort quick --steps 1";
    await runIn(folder, `prune model.json inputs.npy ${options} --out one.json`);
    const line = `prune NETWORK DATA ${options} --out ${join(folder, "two.json")}`;
    const stop = new AbortController();
    const answers = (): string[] => readdirSync(shared).filter((name) => name.endsWith(".answer"));
    const before = readdirSync(shared);
    const whenAnswered = (count: number, happens: () => void): void => {
      const look = setInterval(() => answers().length >= count && (clearInterval(look), happens()), 5);
      onTestFinished(() => clearInterval(look));
    };
    whenAnswered(3, () => stop.abort(new Error("interrupted")));
    const first = await run(folder, line, { signal: stop.signal, isTerminal: true, shared });
    expect([first.code, first.stderr]).toEqual([
      130,
      expect.stringContaining("the same command continues from there.\n"),
    ]);
    expect(first.stderr).toMatch(/\d %  /);
    const [, name = ""] = /run ([0-9a-f]{24})/.exec(first.stderr) ?? [];
    const kept = answers().length;
    whenAnswered(kept + 3, () => void run(folder, `cancel ${name}`, { shared }));
    const second = await run(folder, line, { shared });
    expect([second.code, second.stderr]).toEqual([
      2,
      expect.stringContaining(
        `espalier-cluster: expected a run that goes on, ${name}; received one that was cancelled\n`,
      ),
    ]);
    expect(answers().length).toBeGreaterThanOrEqual(kept + 3);
    expect((await run(folder, line, { shared })).code).toBe(0);
    expect(readFileSync(join(folder, "two.json")).equals(readFileSync(join(folder, "one.json")))).toBe(true);
    expect(readdirSync(shared)).toEqual(before); // nothing of the run is left
  });

  it("says that Redis cannot be reached, and stops when it is interrupted", async () => {
    const folder = folderWithFiles();
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("interrupted")), 1500);
    const line = "prune NETWORK DATA --ratio 0.5 --redis redis://127.0.0.1:1";
    const { code, stderr } = await run(folder, line, { signal: stop.signal });
    expect([code, stderr]).toEqual([
      130,
      expect.stringContaining("redis: connect ECONNREFUSED 127.0.0.1:1\n"),
    ]);
  });

  it("is refused by a Redis with a password, and let in with it", async () => {
    const folder = folderWithFiles();
    spawnSync("redis-cli", ["-p", String(redis().port), "config", "set", "requirepass", "secret"]);
    onTestFinished(() => {
      spawnSync("redis-cli", [
        "-p",
        String(redis().port),
        "-a",
        "secret",
        "config",
        "set",
        "requirepass",
        "",
      ]);
    });
    const line = `prune NETWORK DATA --ratio 0.5 --out ${join(folder, "two.json")}`;
    const without = await run(folder, line);
    expect([without.code, without.stderr]).toEqual([
      2,
      expect.stringContaining("--redis: expected an address that Redis lets in; received NOAUTH"),
    ]);
    const idle = await run(folder, "worker --threads 1");
    expect([idle.code, idle.stderr]).toEqual([
      2,
      expect.stringContaining("--redis: expected an address that Redis lets in; received NOAUTH"),
    ]);
    const address = redis().address.replace("//", "//:secret@");
    const known = start(join(folder, "shared"), address);
    onTestFinished(() => known.close(true));
    expect((await run(folder, `${line} --redis ${address}`)).code).toBe(0);
  });

  it("refuses a worker whose folder is not there", async () => {
    const folder = folderWithFiles();
    rmSync(join(folder, "shared"), { recursive: true });
    const { code, stderr } = await run(folder, "worker");
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("shared: expected a folder that all workers share; received none"),
    ]);
  });

  const places = ["a password", ...(isThorough ? ["redis://127.0.0.1:1"] : [])];
  it.each(places)("ends its process where Redis is %s", async (where) => {
    const folder = folderWithFiles();
    const isAway = where.startsWith("redis:");
    const address = isAway ? where : redis().address.replace("//", "//:wrong@");
    const line = isAway ? "worker" : "prune model.json inputs.npy --ratio 0.5";
    if (!isAway) spawnSync("redis-cli", ["-p", `${redis().port}`, "config", "set", "requirepass", "secret"]);
    const words = [program, ...line.split(" "), "--redis", address, "--folder", "shared"];
    const child = spawn(process.execPath, words, { cwd: folder });
    onTestFinished(() => {
      if (!isAway)
        spawnSync("redis-cli", ["-p", `${redis().port}`, "-a", "secret", "config", "set", "requirepass", ""]);
      child.kill("SIGKILL");
    });
    if (isAway) child.stderr.once("data", () => child.kill("SIGINT"));
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(isAway ? 0 : 2);
  });

  it.each([
    [
      "prune NETWORK DATA --ratio 0.5 --budget 0.1",
      "--budget: expected none where other processes read the samples; received 0.1",
    ],
    ["prune NETWORK DATA --ratio 0.5 --strategy obs", "espalier-cluster prune: expected a strategy among"],
    [
      "prune NETWORK DATA --ratio 0.5 --compensation row",
      "espalier-cluster prune: expected a compensation among none, bias; received row",
    ],
    [
      "prune NETWORK DATA --ratio 0.5 --compensation network --strategy obs",
      "espalier-cluster prune: expected a strategy among",
    ],
    [
      "prune NETWORK DATA --granularity neuron --count 1",
      "--granularity: expected weights, or groups of them, where others read the samples; received neuron",
    ],
    ["cancel ../run", "cancel: expected the name of a run, 24 digits of 0 to 9 and a to f; received ../run"],
    ["prune NETWORK DATA --ratio 0.5 --fan-in 3", "--fan-in: expected a power of two; received 3"],
    ["prune NETWORK DATA --ratio 0.5 --spans 0", "--spans: expected a whole number ≥ 1; received 0"],
    ["prune NETWORK DATA --ratio 0.5 --unknown", "error: unknown option '--unknown'"],
    [
      "worker --redis nonsense",
      "--redis: expected an address such as redis://127.0.0.1:6379; received nonsense",
    ],
    [
      "prune NETWORK DATA --ratio 0.5 --redis http://127.0.0.1",
      "--redis: expected an address such as redis://127.0.0.1:6379; received http://127.0.0.1",
    ],
    ["worker --threads 1.5", "--threads: expected a whole number ≥ 1; received 1.5"],
  ])("refuses %s", async (line, message) => {
    const folder = folderWithFiles();
    const { code, stderr } = await run(folder, line);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(readdirSync(join(folder, "shared"))).toEqual([]);
  });
});
