import { spawnSync } from "node:child_process";
import { chromium } from "./chromium.ts";

// Downloads the browser of playwright, unless it is there already or the system has one.
if (chromium === undefined) {
  const { status } = spawnSync("playwright", ["install", "chromium"], { stdio: "inherit", shell: true });
  process.exitCode = status ?? 1;
}
