import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { expect, it } from "vitest";
import { checkFree, writeFile } from "../src/files/write.ts";
import type { Io } from "../src/io.ts";
import { temporaryFolder } from "./support/terminal.ts";

const nowhere = new Writable({ write: (_part, _encoding, done) => done() });
const ioIn = (folder: string): Io => ({
  folder,
  stdin: Readable.from([]),
  stdout: nowhere,
  stderr: nowhere,
  signal: new AbortController().signal,
});

it("a file has its name when all of it is there, and nothing else is left", async () => {
  const folder = temporaryFolder();
  await writeFile(ioIn(folder), "a.txt", "new", false);
  expect(readdirSync(folder)).toEqual(["a.txt"]);
  expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("new");
});

it("a file that came into being after the question is not replaced, and nothing is left", async () => {
  const folder = temporaryFolder();
  await checkFree(ioIn(folder), ["a.txt"], false);
  writeFileSync(join(folder, "a.txt"), "somebody else's");
  await expect(writeFile(ioIn(folder), "a.txt", "new", false)).rejects.toThrow(
    "a.txt: expected a name that is free, or --force; received a file that exists",
  );
  expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("somebody else's");
  expect(readdirSync(folder)).toEqual(["a.txt"]);
  await writeFile(ioIn(folder), "a.txt", "new", true);
  expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("new");
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});

it("what cannot be written says why, and leaves nothing", async () => {
  const folder = temporaryFolder();
  await expect(writeFile(ioIn(folder), "no/a.txt", "new", true)).rejects.toThrow(
    "no/a.txt: expected a file that can be written; received no such file or folder",
  );
  expect(existsSync(join(folder, "no"))).toBe(false);
});
