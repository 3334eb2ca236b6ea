// Builds the site from docs/, the READMEs and the docstrings:
//
//     npm run site                          writes packages/site/dist
//     npm run site -- --serve               and serves it on a port of this machine
//     npm run site -- --base /espalier/     for a site that is not at the root of its host
//     npm run site -- --no-api              without the API reference, which takes half of the time
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildSite, root } from "./build.ts";
import { serve } from "./serve.ts";
import { commandLine } from "../../../scripts/command-line.ts";

const { values } = commandLine({
  usage: `npm run site [-- options]    builds the site from docs/, the READMEs and the docstrings

  --out FOLDER   packages/site/dist unless given
  --base PATH    where it is on its host; / unless given
  --no-api       without the API reference, which takes half of the time
  --serve        serves it on this machine, on port 8080 unless --port N is given`,
  options: {
    serve: { type: "boolean", default: false },
    port: { type: "string", default: "8080" },
    base: { type: "string", default: "/" },
    out: { type: "string", default: join(root, "packages/site/dist") },
    "no-api": { type: "boolean", default: false },
  },
});

const api = values["no-api"] ? undefined : mkdtempSync(join(tmpdir(), "espalier-api-"));
try {
  const started = performance.now();
  // In a process of its own, since TypeDoc needs another compiler than the rest.
  if (api !== undefined)
    await promisify(execFile)(process.execPath, [join(root, "scripts/api-reference/main.ts"), api]);
  const files = await buildSite({ out: values.out, api, base: values.base });
  const [pages, time] = [files.filter((path) => path.endsWith(".html")), performance.now() - started];
  console.log(`${pages.length} pages in ${(time / 1000).toFixed(1)} s: ${values.out}`);
} finally {
  if (api !== undefined) rmSync(api, { recursive: true });
}
const server = values.serve ? await serve(values.out, { ...values, port: Number(values.port) }) : undefined;
if (server !== undefined) console.log(`${server.url}    Ctrl-C ends it`);
