import { InputError } from "@espalier/tensor";
import type { Command } from "commander";
import { aboutFile } from "espalier/files";

/** The exit code after Ctrl-C. */
export const INTERRUPTED = 130;

/** The exit code for input that cannot be used and files that cannot be written. Other errors are bugs, and show their trace. */
const BAD_INPUT = 2;

/** Aborted by Ctrl-C. */
export function stopOnInterrupt(): AbortSignal {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new Error("interrupted")));
  return stop.signal;
}

/** Runs a program on the arguments of this process, and sets its exit code. */
export async function runProgram(program: Command, signal?: AbortSignal): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (signal?.aborted) process.exitCode = INTERRUPTED;
    else {
      console.error(`\n${messageOf(error)}`);
      process.exitCode = BAD_INPUT;
    }
  }
}

/** @throws the error itself if it is a bug of ours */
function messageOf(error: unknown): string {
  if (error instanceof InputError) return error.message;
  const path = error instanceof Error && "path" in error ? String(error.path) : "files";
  return aboutFile(path, "a file that can be read and written", error).message;
}
