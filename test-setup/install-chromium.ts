import { spawnSync } from "node:child_process";

// Downloads the browser of playwright, unless it is there already or CHROMIUM names another one.
if (process.env["CHROMIUM"] === undefined) {
  const { status } = spawnSync("playwright", ["install", "chromium"], { stdio: "inherit", shell: true });
  process.exitCode = status ?? 1;
}
