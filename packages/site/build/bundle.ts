import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import { strategyLooks } from "../src/explore/looks.ts";

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
    },
  });
  copyFileSync(join(source, "style.css"), join(out, "style.css"));
  copyFileSync(join(source, "explore/explore.css"), join(out, "explore.css"));
  writeFileSync(join(out, "strategies.css"), strategyColours());
}

/** A class for the colour of each strategy; lighter on a dark page. */
const strategyColours = (): string =>
  [...strategyLooks]
    .map(
      ([name, { colour }]) =>
        `.s-${name}{--colour:light-dark(${colour},color-mix(in oklab,${colour},white 30%))}\n`,
    )
    .join("");
