#!/usr/bin/env node
import { useFastKernels } from "@espalier/tensor";
import { espalierCluster } from "./program.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => stop.abort(new Error("interrupted")));

await useFastKernels();
const { stdin, stdout, stderr } = process;
const code = await espalierCluster(process.argv.slice(2), {
  folder: process.cwd(),
  stdin,
  stdout,
  stderr,
  signal: stop.signal,
});
// A connection that Redis has refused is tried again and again, which would keep the process.
stdout.write("", () => process.exit(code));
