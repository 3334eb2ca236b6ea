import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Costs } from "./costs.ts";
import type { AloneRequest } from "./score-alone.ts";

const program = fileURLToPath(new URL("score-alone.ts", import.meta.url));

/** Measures scoring in a process of its own. */
export async function scoreAlone(request: AloneRequest, signal: AbortSignal): Promise<Costs> {
  const args = ["--expose-gc", program, JSON.stringify(request)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { signal });
  return JSON.parse(stdout) as Costs; // our own program
}
