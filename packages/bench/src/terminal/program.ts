import { InputError } from "@espalier/tensor";
import type { Command } from "commander";

/** What every program says when Ctrl-C has ended it. */
export const INTERRUPTED = 130;

/** Input that cannot be used; any other failure is ours, and shows where it is. */
const BAD_INPUT = 2;

/** Aborted by Ctrl-C. */
export function stopOnInterrupt(): AbortSignal {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new Error("interrupted")));
  return stop.signal;
}

/** Runs a program on the arguments of this process, and sets its exit code. */
export async function runProgram(program: Command, signal: AbortSignal): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (signal.aborted) process.exitCode = INTERRUPTED;
    else if (error instanceof InputError) {
      console.error(`\n${error.message}`);
      process.exitCode = BAD_INPUT;
    } else throw error;
  }
}
