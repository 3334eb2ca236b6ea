import { astype } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toC } from "../../src/export/index.ts";
import type { Network } from "../../src/index.ts";
import { outputWidth } from "../../src/graph/network.ts";

/** The C compiler of the system. */
export const compiler = process.env["CC"] ?? "cc";
export const isThere = spawnSync(compiler, ["--version"]).status === 0;

/** A network in C, and inputs that it is run on. */
export interface Job {
  readonly network: Network;
  readonly inputs: Tensor;
  readonly dtype: DType;
  readonly sparse: boolean | undefined;
}

const realOf = (dtype: DType): string => (dtype === "f32" ? "float" : "double");

/** One program of all networks, compiled with every warning an error. @returns the outputs of each, to the last bit */
export function runAll(jobs: readonly Job[], optimization = "-O1"): number[][] {
  const folder = mkdtempSync(join(tmpdir(), "espalier-c-"));
  try {
    const calls = jobs.map((job, at) => {
      const text = toC(job.network, { name: `net_${at}`, dtype: job.dtype, sparse: job.sparse });
      writeFileSync(join(folder, `net_${at}.h`), text);
      return callOf(job, `net_${at}`);
    });
    const includes = jobs.map((_, at) => `#include "net_${at}.h"\n#include "net_${at}.h"`).join("\n");
    const main = `#include <stdio.h>\n${includes}\nint main(void) {\n${calls.join("\n")}\nreturn 0;\n}\n`;
    writeFileSync(join(folder, "main.c"), main);
    const flags = ["-std=c99", optimization, "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror"];
    execFileSync(compiler, [...flags, "main.c", "-o", "main", "-lm"], { cwd: folder });
    const lines = execFileSync(join(folder, "main"), { encoding: "utf8" }).trim().split("\n");
    return lines.map((line) => line.trim().split(" ").map(Number));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Prints the outputs for every sample in 17 digits, which hold a double. */
function callOf({ inputs, network, dtype }: Job, name: string): string {
  const [N, J] = inputs.shape;
  const M = outputWidth(network);
  const values = Array.from(astype(inputs, dtype).data, (x) => `(${realOf(dtype)})${x.toPrecision(17)}`);
  return `{ static const ${realOf(dtype)} x[] = {${values.join()}}; ${realOf(dtype)} y[${M}];
for (int n = 0; n < ${N}; n++) { ${name}(x + n * ${J}, y); for (int m = 0; m < ${M}; m++) printf("%.17g ", (double)y[m]); }
printf("\\n"); }`;
}
