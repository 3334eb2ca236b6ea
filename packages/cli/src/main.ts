#!/usr/bin/env node
import { useFastKernels } from "@espalier/tensor";
import { espalier } from "./espalier.ts";
import { exitCodes } from "./io.ts";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted")));

// An exit code of 1 says that a verification failed, and nothing else does.
process.on("uncaughtException", (error) => {
  console.error(error);
  process.exit(exitCodes.ourMistake);
});
// A stream that cannot be written is an error of the command that writes to it; without a listener it would be one of the process.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  await useFastKernels();
  process.exitCode = await espalier(process.argv.slice(2), {
    folder: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: stop.signal,
  });
} catch (error) {
  console.error(error);
  process.exitCode = exitCodes.ourMistake;
}
