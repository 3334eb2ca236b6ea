import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { rivalsFolder } from "./rivals.ts";

/** The part of esbuild that is used here; it is installed with the rivals. */
export interface Esbuild {
  readonly build: (
    options: object,
  ) => Promise<{ readonly outputFiles: readonly { readonly contents: Uint8Array }[] }>;
}

/** The bundler, where it is installed. */
export function bundler(): Esbuild | undefined {
  try {
    return createRequire(rivalsFolder)("esbuild") as Esbuild;
  } catch {
    return undefined;
  }
}

const here = dirname(fileURLToPath(import.meta.url));

/** One minified module of some code and all that it imports. */
export async function bundle(
  code: string,
  { build }: Esbuild,
  platform: "neutral" | "node" = "neutral",
  folder: string = here,
): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform,
    mainFields: ["module", "main"],
    logLevel: "silent",
  });
  return outputFiles[0].contents;
}
