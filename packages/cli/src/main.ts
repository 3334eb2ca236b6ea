#!/usr/bin/env node
import { espalier } from "./espalier.ts";
import { exitCodes } from "./io.ts";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted")));

// Exit code 1 means that a verification failed. Node would use it for an uncaught exception too.
process.on("uncaughtException", (error) => {
  console.error(error);
  process.exit(exitCodes.ourMistake);
});
// The command that writes to a stream reports its errors. Without a listener here they would end the process.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

/** The folder of the process; undefined where it was removed meanwhile. */
function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

const folder = currentFolder();
if (folder === undefined) {
  console.error("current folder: expected a folder; received one that was removed");
  process.exit(exitCodes.badInput);
}

try {
  process.exitCode = await espalier(process.argv.slice(2), {
    folder,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: stop.signal,
    chooseKernels: async () => (await import("@espalier/tensor")).useFastKernels(),
  });
} catch (error) {
  console.error(error);
  process.exitCode = exitCodes.ourMistake;
}
