import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { isThorough } from "../../../test-setup/thorough.ts";
import { folderStore } from "../src/store/folder.ts";
import { httpStore } from "../src/store/http.ts";
import { openStore } from "../src/store/open.ts";
import { StoreError } from "../src/store/store.ts";
import type { Store } from "../src/store/store.ts";
import { putContent, readValue } from "../src/store/values.ts";
import { mishaps, startObjects } from "./support/object-server.ts";
import type { ObjectServer } from "./support/object-server.ts";

const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251);
async function* inPieces(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 30_000) yield bytes.subarray(at, at + 30_000);
}
const contentOf = async (store: Store, name: string): Promise<Uint8Array> => {
  const { size, read } = await store.read(name);
  return read(0, size);
};
const quick = { wait: 1, patience: 200, attempts: 12 };

let server: ObjectServer;
beforeEach(async () => {
  server = await startObjects();
});
afterEach(() => server.close());

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "espalier store ")); // with spaces
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe.each(["folder", "objects"])("a store: %s", (kind) => {
  const open = (): Promise<Store> =>
    kind === "folder" ? folderStore(folder()) : Promise.resolve(httpStore(server.address, quick));

  it("has what was put into it, whole or by ranges, until it is removed", async () => {
    const store = await open();
    expect(await store.put("a.stats", bytes)).toBe(bytes.length);
    expect(await store.put("b.stats", inPieces())).toBe(bytes.length);
    expect(await store.found(["a.stats", "b.stats", "c.stats"])).toEqual(new Set(["a.stats", "b.stats"]));
    expect(await contentOf(store, "b.stats")).toEqual(bytes);
    expect(await (await store.read("a.stats")).read(1000, 1003)).toEqual(bytes.subarray(1000, 1003));
    const file = await store.fileOf("b.stats");
    expect(readFileSync(file).equals(bytes)).toBe(true);
    if (kind === "objects") rmSync(file);
    await store.remove(["a.stats", "c.stats"]);
    expect(await store.found(["a.stats", "b.stats"])).toEqual(new Set(["b.stats"]));
    await expect(store.read("a.stats")).rejects.toThrow(/expected .*; received /);
  });

  it("leaves no draft of a result whose content breaks off", async () => {
    // Drafts of an object store wait in the folder for temporary files, where other programs have drafts too.
    const temporary = folder();
    vi.stubEnv("TMPDIR", temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const store = await open();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes;
      throw new Error("the end");
    }
    await expect(store.put("a.stats", broken())).rejects.toThrow("the end");
    expect(await store.found(["a.stats"])).toEqual(new Set());
    expect(
      readdirSync(temporary, { recursive: true }).filter((name) => String(name).endsWith(".draft")),
    ).toEqual([]);
  });
});

it("equal data have one name, however the engine stores them, and others have another", async () => {
  const store = await folderStore(folder());
  const filled: number[] = [];
  filled.length = 2; // V8 keeps that it had holes
  filled.fill(3);
  const data = Float64Array.of(0, 1, 2);
  const name = await putContent(store, { shape: [3, 3], data });
  expect(await putContent(store, { shape: filled, data: new Float64Array(data) })).toBe(name);
  expect(await readValue(store, name)).toEqual({ shape: [3, 3], data });
  const others = [
    { shape: [3, 3], data: Float32Array.of(0, 1, 2) },
    { shape: [3, 3], data: Float64Array.of(-0, 1, 2) },
    { shape: [3, -0], data },
    { shape: [3, NaN], data },
  ];
  const names = await Promise.all(others.map((other) => putContent(store, other)));
  expect(new Set([name, ...names]).size).toBe(5);
});

describe("an object store", () => {
  it("never replaces a result", async () => {
    const store = httpStore(server.address, quick);
    await store.put("a", bytes);
    await store.put("a", Uint8Array.of(1)); // cannot be, as a name says what it is of
    expect(server.log).toEqual(["PUT 200", "PUT 412"]);
    expect(await contentOf(store, "a")).toEqual(bytes);
  });

  it.each(mishaps)("puts, finds, reads and removes once more after: %s", async (mishap) => {
    const store = httpStore(server.address, quick);
    const twice = (): void => void server.next.push(mishap, mishap);
    twice();
    await store.put("a", bytes);
    expect(server.objects.get("/bucket/espalier/a")?.equals(bytes)).toBe(true);
    twice();
    expect(await store.found(["a"])).toEqual(new Set(["a"]));
    twice();
    expect(await contentOf(store, "a")).toEqual(bytes);
    twice();
    await store.remove(["a"]);
    expect(server.objects.size).toBe(0);
  });

  it("gives up after some attempts, with an error that is not about its input", async () => {
    const store = httpStore(server.address, { ...quick, attempts: 2 });
    await store.put("a", bytes);
    for (const fail of [() => store.put("b", bytes), () => store.found(["b"]), () => store.read("a")]) {
      server.next.push("503", "503");
      const error: unknown = await fail().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StoreError);
      expect(String(error)).toMatch(/status 503.*attempts|2 attempts.*status 503/);
    }
    await server.close();
    await expect(store.found(["b"])).rejects.toThrow("fetch failed");
    server = await startObjects();
  });

  it("says at once what another attempt cannot mend", async () => {
    const store = httpStore(`${server.address}/refused`, quick);
    await expect(store.put("a", bytes)).rejects.toThrow(
      "refused/a: expected status 200 or 201 or 204 or 412 to PUT; received status 403",
    );
  });

  it("is signed as S3 wants it where there are keys", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "id");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    onTestFinished(() => void vi.unstubAllEnvs());
    const seen: Headers[] = [];
    const real = fetch;
    vi.stubGlobal("fetch", (request: Request) => {
      seen.push(request.headers);
      return real(request);
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    const store = httpStore(server.address, quick);
    await store.put("a", bytes);
    expect(await contentOf(store, "a")).toEqual(bytes);
    for (const headers of seen)
      expect(headers.get("authorization")).toMatch(
        /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/.*\/s3\/aws4_request/,
      );
    expect(seen[0].get("if-none-match")).toBe("*");
  });

  it("whatever happens to its requests, a result is whole, and that of its first writer", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(undefined, ...mishaps), { maxLength: 12 }),
        async (events) => {
          const objects = await startObjects();
          objects.next.push(...events);
          const store = httpStore(objects.address, { wait: 1, patience: 100, attempts: 20 });
          try {
            await Promise.all([store.put("a", bytes), store.put("a", inPieces())]);
            expect([...objects.objects.values()].map((each) => each.equals(bytes))).toEqual([true]);
            expect(await contentOf(store, "a")).toEqual(bytes);
          } finally {
            await objects.close();
          }
        },
      ),
      { numRuns: isThorough ? 50 : 5 },
    );
  });
});

it("a store is opened by its place: a folder, or an address", async () => {
  const path = folder();
  await (await openStore(path)).put("a", bytes);
  expect(readdirSync(path)).toEqual(["a"]);
  await (await openStore(server.address)).put("a", bytes);
  expect([...server.objects.keys()]).toEqual(["/bucket/espalier/a"]);
  await expect(openStore(join(path, "b"))).rejects.toThrow(
    "b: expected a folder that all workers share; received none",
  );
});
