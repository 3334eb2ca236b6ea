import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll } from "vitest";
import { startRedis } from "./redis.ts";
import type { RedisServer } from "./redis.ts";

/** A Redis server for the tests of a suite: started before the first, ended after the last. */
export function withRedis(): () => RedisServer {
  let server: RedisServer | undefined;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "espalier-redis-"));
    const started = await startRedis(folder);
    server = started;
    return async () => {
      await started.kill();
      rmSync(folder, { recursive: true, force: true });
    };
  });
  return () => {
    if (server === undefined) throw new Error("the server starts before the tests, not before the suite");
    return server;
  };
}
