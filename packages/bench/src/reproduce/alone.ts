import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { AloneOrder } from "./score-alone.ts";
import type { Costs } from "./task.ts";

const program = fileURLToPath(new URL("score-alone.ts", import.meta.url));

/** What scoring takes in a process of its own. */
export async function scoreAlone(order: AloneOrder, signal: AbortSignal): Promise<Costs> {
  const args = ["--expose-gc", program, JSON.stringify(order)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { signal });
  return JSON.parse(stdout) as Costs; // our own program
}
