#!/usr/bin/env node
import { useFastKernels } from "@espalier/tensor";
import { espalier } from "./espalier.ts";
import { exitCodes } from "./io.ts";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted")));

// Whoever reads our output may have seen enough, as `head` has.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCodes.success);
});

await useFastKernels();
try {
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
