import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** A Redis server of our own, with its data in a folder: it may be killed and started again. */
export interface RedisServer {
  readonly address: string;
  readonly port: number;
  /** Starts it again. */
  readonly start: () => Promise<void>;
  /** Ends it at once, as a crash would. */
  readonly kill: () => Promise<void>;
  /** Cuts all connections to it. */
  readonly cut: () => void;
}

const runs = (program: string, ...words: readonly string[]): boolean =>
  spawnSync(program, words, { stdio: "ignore" }).status === 0;

/**
 * Why there is no redis-server; undefined where there is one. Debian's is installed where that is possible.
 *
 * @param install whether to try
 */
export function missingRedis(install = true): string | undefined {
  if (runs("redis-server", "--version")) return undefined;
  if (!install || process.platform !== "linux" || process.getuid?.() !== 0)
    return "there is no redis-server, and only root on Debian can install one";
  runs("apt-get", "update");
  runs("apt-get", "install", "-y", "--no-install-recommends", "redis-server");
  return runs("redis-server", "--version") ? undefined : "apt-get could not install redis-server";
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens to a port
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server that loses nothing it has answered: each write is on the disk first. */
export async function startRedis(folder: string): Promise<RedisServer> {
  const port = await freePort();
  const words = `--port ${port} --bind 127.0.0.1 --dir ${folder} --appendonly yes --appendfsync always --save`;
  let running: ReturnType<typeof spawn> | undefined;
  const redisCli = (...of: readonly string[]): boolean =>
    runs("redis-cli", "-p", `${port}`, "-t", "1", ...of);
  const isAlive = (): boolean => running?.exitCode === null && running.signalCode === null;
  const start = async (): Promise<void> => {
    if (isAlive()) return; // two faults may start it again at once
    const log = join(folder, "redis.log");
    running = spawn("redis-server", [...words.split(" "), "", "--logfile", log], { stdio: "ignore" });
    for (let tries = 0; tries < 200; tries++) {
      if (spawnSync("redis-cli", ["-p", `${port}`, "ping"], { encoding: "utf8" }).stdout?.includes("PONG"))
        return;
      await new Promise((wake) => setTimeout(wake, 50));
    }
    throw new Error(`redis-server did not start, see ${log}`);
  };
  await start();
  return {
    address: `redis://127.0.0.1:${port}`,
    port,
    start,
    kill: () =>
      new Promise((resolve) => {
        if (running === undefined || running.exitCode !== null || running.signalCode !== null)
          return resolve();
        running.once("exit", () => resolve());
        running.kill("SIGKILL");
      }),
    cut: () => void redisCli("client", "kill", "type", "normal"),
  };
}
