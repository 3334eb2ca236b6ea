import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildSite } from "../build/build.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the built site, and its path on its host. */
    readonly site: { readonly folder: string; readonly base: string };
  }
}

/** Builds the site once for all tests, without the API reference. */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "espalier-site-"));
  const base = "/espalier/";
  await buildSite({ out: folder, base });
  provide("site", { folder, base });
  return () => rmSync(folder, { recursive: true, force: true });
}
