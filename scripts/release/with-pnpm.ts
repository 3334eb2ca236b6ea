import { spawnSync } from "node:child_process";

const PNPM = "pnpm@12.21.0";

/** Runs a command that may call pnpm, which need not be installed; a failure ends this process with its exit code. */
export function withPnpm(...words: readonly string[]): void {
  const options = { stdio: "inherit", shell: process.platform === "win32" } as const;
  const { status } = spawnSync("npm", ["exec", "--yes", `--package=${PNPM}`, "--", ...words], options);
  if (status !== 0) process.exit(status ?? 1);
}
