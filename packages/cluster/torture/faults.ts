import { statfsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ChildProcess } from "node:child_process";
import type { Random } from "@espalier/tensor";
import { sleep } from "./world.ts";
import type { World } from "./world.ts";

/** Something that goes wrong in a run. It ends when it is over. */
export interface Fault {
  readonly name: string;
  /** Whether the shared folder must be a disk of its own. */
  readonly needsDisk?: true;
  readonly happen: (world: World, random: Random) => Promise<void>;
}

/** One of the workers that still run. */
function anyOf(workers: readonly ChildProcess[], random: Random): ChildProcess {
  const alive = workers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  return alive[Math.floor(random() * alive.length)];
}

export const faults: readonly Fault[] = [
  {
    name: "a worker is killed, and another one starts",
    async happen(world, random) {
      anyOf(world.workers, random).kill("SIGKILL");
      await sleep(500 * random());
      world.hire();
    },
  },
  {
    name: "a worker is stopped for six seconds, and goes on",
    async happen({ workers }, random) {
      const worker = anyOf(workers, random);
      worker.kill("SIGSTOP");
      await sleep(6000);
      worker.kill("SIGCONT");
    },
  },
  {
    name: "Redis is killed, and starts again",
    async happen({ redis }, random) {
      await redis.kill();
      await sleep(1500 * random());
      await redis.start();
    },
  },
  {
    name: "all connections to Redis are cut",
    async happen({ redis }) {
      redis.cut();
    },
  },
  {
    name: "the shared disk is full for two seconds",
    needsDisk: true,
    async happen({ shared }) {
      const junk = join(shared, "junk");
      const { bavail, bsize } = statfsSync(shared);
      try {
        writeFileSync(junk, new Uint8Array(bavail * bsize));
      } catch {
        // a worker was faster; the file that it wrote fills the disk
      }
      await sleep(2000);
      rmSync(junk, { force: true });
    },
  },
];
