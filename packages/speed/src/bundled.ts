import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundler } from "./esbuild.ts";

/** Outside of the workspace, whose configuration other runtimes would read and change; one for each process. */
const folder = join(tmpdir(), `espalier-contenders-${process.pid}`);

/** Where a program of contenders/ is once it is bundled with all that it imports. */
export const bundled = (name: string): string => join(folder, `${name}.mjs`);

/** Bundles the programs that other runtimes run. @returns what removes them again */
export async function bundleContenders(): Promise<() => void> {
  mkdirSync(folder, { recursive: true });
  for (const name of ["contestant", "runtime"]) {
    const built = await bundler()?.build({
      entryPoints: [fileURLToPath(new URL(`../contenders/${name}.ts`, import.meta.url))],
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      logLevel: "silent",
    });
    if (built) writeFileSync(bundled(name), built.outputFiles[0].contents);
  }
  return () => rmSync(folder, { recursive: true, force: true });
}
