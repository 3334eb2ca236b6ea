// Publishes each package whose version is not on npm yet, with its provenance, and tags the commit.
//
// The release workflow runs this. Elsewhere it stops at the provenance: only a workflow can prove which commit it built.
import { readFileSync } from "node:fs";
import { addressIn } from "../address/address.ts";
import { withPnpm } from "./with-pnpm.ts";
import { commandLine } from "../command-line.ts";

commandLine({ usage: "npm run release:publish: publishes each package whose version is not on npm yet" });

const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
if (addressIn(manifest) === undefined) {
  console.error(
    "publish: expected a repository in package.json; received none (npm run set-address -- <url>)",
  );
  process.exit(2);
}
withPnpm("npm", "run", "build");
withPnpm("pnpm", "publish", "--recursive", "--access", "public", "--provenance", "--no-git-checks");
withPnpm("changeset", "git-tag");
