import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initialNetwork } from "@espalier/prune";
import { writeJson } from "@espalier/formats/json";
import { seededRandom } from "@espalier/tensor";
import { startRedis } from "../test/support/redis.ts";
import { writeImages } from "./images.ts";

/** What a run took with some workers. */
export interface Scaling {
  readonly samples: number;
  /** Workers, with one thread each; 0 stands for `espalier statistics` and `espalier prune --statistics`, without a queue. */
  readonly workers: number;
  /** Seconds by the clock, from the start of the command to its end; the workers wait already. */
  readonly seconds: number;
}

const cluster = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const alone = fileURLToPath(new URL("../../cli/src/main.ts", import.meta.url));

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once("exit", (code) => resolve(code)));

/** Runs a command to its end. @returns its seconds by the clock */
async function secondsOf(folder: string, program: string, ...words: readonly string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await ended(child);
  if (code !== 0) throw new Error(`${words.join(" ")}: exit code ${code}`);
  return (performance.now() - start) / 1000;
}

/** Two jobs of a small network start the thread of each worker before the clock does. */
const WARM_UP = 2 * 65_536;

/** Prunes 784-32-32-10 by images: in one process, by one worker and by two. */
export async function measureScaling(samples: number): Promise<Scaling[]> {
  const folder = mkdtempSync(join(tmpdir(), "espalier-scaling-"));
  try {
    await writeImages(join(folder, "images.npy"), samples);
    await writeImages(join(folder, "warm-up.npy"), WARM_UP);
    const prune = (name: string, sizes: readonly number[]): string[] => {
      const network = initialNetwork({ sizes, random: seededRandom(1), dtype: "f32" });
      writeFileSync(join(folder, `${name}.json`), writeJson({ network }));
      const files = [`${name}.json`, `${name}.npy`, "--out", `${name}-small.json`, "--force"];
      return ["prune", ...files, "--divide", "255", "--ratio", "0.5"];
    };
    const [images, warmUp] = [prune("images", [784, 32, 32, 10]), prune("warm-up", [784, 2, 10])];
    const read = ["statistics", "images.json", "images.npy", "--divide", "255", "--out", "all.stats"];
    const cut = ["prune", "images.json", "--statistics", "all.stats", "--ratio", "0.5", "--out", "cut.json"];
    const one = (await secondsOf(folder, alone, ...read)) + (await secondsOf(folder, alone, ...cut));
    const results: Scaling[] = [{ samples, workers: 0, seconds: one }];
    for (const workers of [1, 2]) {
      const home = join(folder, `${workers}`);
      for (const name of ["redis", "shared"]) mkdirSync(join(home, name), { recursive: true });
      const redis = await startRedis(join(home, "redis"));
      const common = ["--redis", redis.address, "--folder", join(home, "shared")];
      const hired = Array.from({ length: workers }, () =>
        spawn(process.execPath, [cluster, "worker", ...common, "--threads", "1"], { stdio: "ignore" }),
      );
      try {
        await secondsOf(folder, cluster, ...warmUp, ...common);
        const seconds = await secondsOf(folder, cluster, ...images, ...common);
        results.push({ samples, workers, seconds });
      } finally {
        const all = hired.map(ended);
        for (const worker of hired) worker.kill("SIGTERM");
        await Promise.all(all);
        await redis.kill();
      }
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
