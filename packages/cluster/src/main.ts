#!/usr/bin/env node
import { useFastKernels } from "@espalier/tensor";
import { espalierCluster } from "./program.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => stop.abort(new Error("interrupted")));

await useFastKernels();
const { stdin, stdout, stderr } = process;
process.exitCode = await espalierCluster(process.argv.slice(2), {
  folder: process.cwd(),
  stdin,
  stdout,
  stderr,
  signal: stop.signal,
});
