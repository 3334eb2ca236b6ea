import { spawn } from "node:child_process";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../../..");

/** How a program ended. */
export interface Ended {
  /** Undefined where it was killed. */
  readonly code: number | undefined;
  readonly stderr: string;
}

export interface Running {
  /** Ends it at once: it hears nothing of it, and cleans nothing up. */
  readonly kill: () => void;
  readonly ended: Promise<Ended>;
}

/** Starts a script of the repository in a folder. */
export function run(script: string, words: readonly string[], folder: string): Running {
  const child = spawn(process.execPath, [join(root, script), ...words], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (part: Buffer) => (stderr += String(part)));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? undefined, stderr }));
  });
  return { kill: () => void child.kill("SIGKILL"), ended };
}

export const cli = "packages/cli/src/main.ts";
