import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toC } from "@espalier/prune/export";
import { LEAST, ROUNDS } from "./race.ts";
import { shapes } from "./variants.ts";
import type { Variant } from "./variants.ts";

/** Compiled by `cc -O2`; none where there is no compiler. */
export async function inC(variants: readonly Variant[]): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-structured-"));
  try {
    for (const [at, { network }] of variants.entries())
      await writeFile(join(folder, `n${at}.h`), toC(network, { name: `n${at}`, dtype: "f32" }));
    const calls = variants.map(
      ({ of }, at) =>
        `{ double best = 1e9; for (int r = 0; r < ${ROUNDS}; r++) { clock_t t = clock(); int n = 0; do { for (int q = 0; q < 20; q++) { x[n % ${of[0]}] += 1e-6f; n${at}(x, y); s += y[0]; } n += 20; } while (clock() - t < ${LEAST} * (CLOCKS_PER_SEC / 1000000.0)); double u = (double)(clock() - t) / CLOCKS_PER_SEC / n; if (u < best) best = u; } printf("%g\\n", best * 1e6); }`,
    );
    const width = Math.max(...shapes.map(([first]) => first));
    const includes = variants.map((_, at) => `#include "n${at}.h"`).join("\n");
    const main = `#include <stdio.h>\n#include <time.h>\n${includes}\nint main(void) { static float x[${width}]; float y[16], s = 0; for (int j = 0; j < ${width}; j++) x[j] = (float)(j % 7) / 7;\n${calls.join("\n")}\nfprintf(stderr, "%g\\n", s); return 0; }\n`;
    await writeFile(join(folder, "main.c"), main);
    execFileSync(process.env["CC"] ?? "cc", ["-std=c99", "-O2", "main.c", "-o", "main", "-lm"], {
      cwd: folder,
    });
    const told = execFileSync(join(folder, "main"), {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return told.trim().split("\n").map(Number);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
