import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { seededRandom } from "@espalier/tensor";
import { expect, it } from "vitest";
import { measurementsIn, reproduceTiny } from "../support/reproduced.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const program = fileURLToPath(new URL("../support/reproduce-tiny.ts", import.meta.url));

/** Starts the program, and kills it once its journal has grown by so many bytes. @returns whether it was killed */
async function killedAfter(folder: string, growth: number, workers: number): Promise<boolean> {
  const journal = join(folder, "journal.jsonl");
  const size = (): number => (existsSync(journal) ? statSync(journal).size : 0);
  const start = size();
  const child = spawn(process.execPath, [program, folder, String(workers)], { stdio: "ignore" });
  const exit = once(child, "exit");
  while (child.exitCode === null && size() < start + growth) await sleep(1);
  child.kill("SIGKILL");
  const [, signal] = (await exit) as [number | null, string | null];
  return signal === "SIGKILL";
}

it("killed at random moments and started again, it ends with the bytes of a run that nobody killed", async () => {
  const [undisturbed, folder] = [await temporaryFolder(), await temporaryFolder()];
  await reproduceTiny(undisturbed);

  const random = seededRandom(9);
  let kills = 0;
  for (let attempt = 0; attempt < 30; attempt++) {
    const isKilled = await killedAfter(folder, 1 + random() * 9000, 1 + (attempt % 3));
    if (!isKilled) break;
    kills++;
  }
  expect(kills).toBeGreaterThanOrEqual(3);
  await reproduceTiny(folder);
  expect(await measurementsIn(folder)).toEqual(await measurementsIn(undisturbed));
});
