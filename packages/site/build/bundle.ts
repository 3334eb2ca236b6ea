import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";

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
    input: { site: join(source, "site.ts") },
    output: {
      dir: out,
      format: "es",
      minify: true,
      entryFileNames: "[name].js",
      chunkFileNames: "[name].js",
    },
  });
  copyFileSync(join(source, "style.css"), join(out, "style.css"));
}
