import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A folder of its own, with its own lockfile: nothing of it is installed by other commands. */
export const rivalsFolder: string = fileURLToPath(new URL("../rivals/", import.meta.url));

/** Where a library of the rivals is. */
export const folderOf = (name: string): string => `${rivalsFolder}node_modules/${name}/`;

const { platform, arch } = process;
const ending = platform === "win32" ? ".exe" : "";
const [libc, system, processor] = [
  platform === "linux" ? "-glibc" : "",
  platform === "win32" ? "windows" : platform,
  arch === "arm64" ? "aarch64" : arch,
];

/** The programs of other runtimes, where npm installs them for this platform. */
export const deno: string = `${folderOf(`@deno/${platform}-${arch}${libc}`)}deno${ending}`;
export const bun: string = `${folderOf(`@oven/bun-${system}-${processor}`)}bin/bun${ending}`;

/** Installs the rivals, unless the versions of the lockfile are installed. @returns why they are missing, if so */
export function installRivals(): string | undefined {
  const locked = readIfThere("package-lock.json");
  if (readIfThere("node_modules/.of-lockfile") === locked) return undefined;
  const { status } = spawnSync("npm ci --ignore-scripts --no-audit --no-fund", {
    cwd: rivalsFolder,
    stdio: ["ignore", "ignore", "inherit"],
    shell: true,
  });
  if (status !== 0) return "npm could not install the rivals, which are left out";
  copyFileSync(`${rivalsFolder}package-lock.json`, `${rivalsFolder}node_modules/.of-lockfile`);
  return undefined;
}

const readIfThere = (name: string): string | undefined =>
  existsSync(rivalsFolder + name) ? readFileSync(rivalsFolder + name, "utf8") : undefined;
