// Turns the change sets into a version: in every package, in CITATION.cff, and in the changelogs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { withRelease } from "./changelog.ts";
import type { Change } from "./changelog.ts";
import { withPnpm } from "./with-pnpm.ts";
import { commandLine } from "../command-line.ts";

commandLine({ usage: "npm run release:version: turns the change sets into a version" });

const root = fileURLToPath(new URL("../..", import.meta.url));

function rewrite(path: string, change: (text: string) => string): void {
  writeFileSync(join(root, path), change(readFileSync(join(root, path), "utf8")));
}

const scratch = mkdtempSync(join(tmpdir(), "espalier-release-"));
const status = join(scratch, "status.json");
withPnpm("changeset", "status", "--output", relative(root, status));
const { changesets }: { readonly changesets: readonly Change[] } = JSON.parse(readFileSync(status, "utf8"));
rmSync(scratch, { recursive: true });

withPnpm("changeset", "version");
const { version } = JSON.parse(readFileSync(join(root, "packages/tensor/package.json"), "utf8"));
rewrite("CHANGELOG.md", (text) => withRelease(text, version, changesets));
rewrite("CITATION.cff", (text) => text.replace(/^version: .*$/m, `version: ${version}`));
