import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "rolldown";
import { groups, onlyOffered } from "../pages/only-offered.ts";

const source = join(import.meta.dirname, "../src");

/** The scripts and the style sheet of the site. */
export async function bundle(out: string): Promise<void> {
  const shared = { platform: "browser", logLevel: "warn" } as const;
  await build({
    ...shared,
    input: join(source, "theme.ts"),
    output: { file: join(out, "theme.js"), format: "iife", minify: true },
  });
  await build({
    ...shared,
    plugins: [onlyOffered],
    treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
    input: {
      site: join(source, "site.ts"),
      explore: join(source, "explore/main.ts"),
      check: join(source, "check/main.ts"),
      worker: join(source, "explore/worker.ts"),
    },
    output: {
      dir: out,
      format: "es",
      minify: true,
      chunkFileNames: "[name].js",
      codeSplitting: { groups },
    },
  });
  for (const path of ["style.css", "explore/explore.css"])
    writeFileSync(join(out, basename(path)), compact(readFileSync(join(source, path), "utf8")));
}

/** A style sheet without comments and without the white space that it does not need. */
const compact = (css: string): string => css.replaceAll(/\/\*.*?\*\/|(?<=[{};,:])\s+|\s+(?=\{)/gs, "");
