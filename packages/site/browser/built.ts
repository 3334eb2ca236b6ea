import { existsSync } from "node:fs";
import { join } from "node:path";
import { ValueError } from "@espalier/tensor";
import { root } from "../build/build.ts";
import { serve } from "../build/serve.ts";

/** Serves what `npm run site` has written. @throws ValueError where it has not */
export function serveBuilt(): ReturnType<typeof serve> {
  const folder = join(root, "packages/site/dist");
  if (!existsSync(folder))
    throw new ValueError("packages/site/dist", "the site, which npm run site writes", "none");
  return serve(folder, { port: 0 });
}
