import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { statisticsFromBytes } from "@espalier/formats/statistics";
import { sweep } from "espalier/files";
import { onDisk } from "../../bench/torture/disks.ts";
import { startRedis } from "../test/support/redis.ts";
import type { RedisServer } from "../test/support/redis.ts";

/** All that a run of the cluster consists of: processes, a server, a folder. */
export interface World {
  readonly redis: RedisServer;
  /** The folder that all share; a small disk of its own where that is possible. */
  readonly shared: string;
  readonly workers: ChildProcess[];
  /** Starts one more worker. */
  readonly hire: () => void;
  /** Starts a run, or goes on with it after its process was killed. */
  readonly prune: (kind: Kind) => ChildProcess;
  /** What went to standard error. */
  readonly log: () => string;
}

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** A kind of run: the samples of its file, and the words of its command. */
export interface Kind {
  readonly samples: number;
  readonly words: readonly string[];
}

/** What a run writes: the network, and the statistics where it is a sum of them. */
export interface Results {
  readonly network: Uint8Array;
  readonly statistics: Uint8Array | undefined;
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((wake) => setTimeout(wake, milliseconds));

/** The end of a process: its exit code, undefined where it was killed. */
export const endOf = (child: ChildProcess): Promise<number | undefined> =>
  new Promise((resolve) => {
    const code = (): number | undefined => child.exitCode ?? undefined;
    if (child.exitCode !== null || child.signalCode !== null) return resolve(code());
    child.once("exit", () => resolve(code()));
  });

/**
 * Sets up a server, some workers and a folder for as long as work goes on there, and ends them.
 *
 * @param disk the size of a disk in memory for the shared folder, in kB; undefined for an ordinary folder
 */
export async function inWorld<T>(
  folder: string,
  { workers, disk }: { readonly workers: number; readonly disk: number | undefined },
  work: (world: World) => Promise<T>,
): Promise<T> {
  const shared = join(folder, "shared");
  for (const name of ["redis", "shared"]) mkdirSync(join(folder, name), { recursive: true });
  const redis = await startRedis(join(folder, "redis"));
  const started: ChildProcess[] = [];
  const hired: ChildProcess[] = [];
  let log = "";
  const start = (...words: readonly string[]): ChildProcess => {
    const common = ["--redis", redis.address, "--folder", shared];
    const child = spawn(process.execPath, [main, ...words.slice(0, 1), ...common, ...words.slice(1)], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr?.on("data", (part: Buffer) => (log += part.toString()));
    started.push(child);
    return child;
  };
  const world: World = {
    redis,
    shared,
    workers: hired,
    hire: () => void hired.push(start("worker", "--threads", "1")),
    prune: ({ words }) => start("prune", ...words, "--out", "small.json", "--force"),
    log: () => log,
  };
  const inside = async (): Promise<T> => {
    try {
      for (let at = 0; at < workers; at++) world.hire();
      return await work(world);
    } finally {
      for (const child of started) {
        child.kill("SIGCONT");
        child.kill("SIGTERM");
      }
      const ended = Promise.all(started.map(endOf));
      if ((await Promise.race([ended, sleep(15_000)])) === undefined)
        for (const child of started) child.kill("SIGKILL");
      await ended;
      await redis.kill();
    }
  };
  return disk === undefined ? inside() : onDisk(shared, disk, inside);
}

/** The files that a run left, and their faults. */
export async function inspect(
  folder: string,
  shared: string,
  { samples }: Kind,
  reference: Results,
): Promise<string[]> {
  const faults: string[] = [];
  await sweep(shared);
  for (const name of readdirSync(shared)) {
    if (name.endsWith(".draft")) faults.push(`a draft that is left: ${name}`);
    if (!name.endsWith(".stats")) continue;
    const bytes = readFileSync(join(shared, name));
    try {
      statisticsFromBytes(bytes);
    } catch (error) {
      faults.push(`a file that is not whole, ${name}: ${String(error)}`);
    }
  }
  if (reference.statistics !== undefined) {
    const [whole] = readdirSync(shared).filter((name) => name.startsWith(`0-${samples}-`));
    if (whole === undefined) return [...faults, "no statistics of all samples"];
    if (!readFileSync(join(shared, whole)).equals(reference.statistics))
      faults.push("statistics with other bytes");
  }
  if (!readFileSync(join(folder, "small.json")).equals(reference.network))
    faults.push("a network with other bytes");
  return faults;
}
