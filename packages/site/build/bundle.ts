import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import { withoutUnits } from "../pages/without-units.ts";

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
    plugins: [withoutUnits],
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
      entryFileNames: "[name].js",
      chunkFileNames: "[name].js",
      codeSplitting: { groups: [{ name: "data", test: /\.json$/ }] },
    },
  });
  copyFileSync(join(source, "style.css"), join(out, "style.css"));
  copyFileSync(join(source, "explore/explore.css"), join(out, "explore.css"));
}
