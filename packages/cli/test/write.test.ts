import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { Readable, Writable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { draftName } from "../src/files/draft.ts";
import { sweep } from "../src/files/sweep.ts";
import { checkResults, writeResults } from "../src/files/write.ts";
import type { Io } from "../src/io.ts";
import { temporaryFolder } from "./support/terminal.ts";

const nowhere = new Writable({ write: (_part, _encoding, done) => done() });
const ioIn = (folder: string, stdout = nowhere, signal = new AbortController().signal): Io => ({
  folder,
  stdin: Readable.from([]),
  stdout,
  stderr: nowhere,
  signal,
});
const write = (folder: string, files: Readonly<Record<string, string>>, force = false): Promise<void> =>
  writeResults(
    ioIn(folder),
    Object.entries(files).map(([path, content]) => ({ path, content })),
    force,
  );
const textOf = (...path: string[]): string => readFileSync(join(...path), "utf8");

describe("the results of a command", () => {
  it("have their names when all of them are there, and nothing else is left", async () => {
    const folder = temporaryFolder();
    await write(folder, { "a.txt": "a", "b.txt": "b" });
    expect(readdirSync(folder)).toEqual(["a.txt", "b.txt"]);
    expect(textOf(folder, "a.txt")).toBe("a");
  });

  it("do not replace what came into being after the question: none of them is there then", async () => {
    const folder = temporaryFolder();
    const names = { "a.txt": "new", "b.txt": "new" };
    await checkResults(ioIn(folder), Object.keys(names), false);
    writeFileSync(join(folder, "b.txt"), "another's");
    await expect(write(folder, names)).rejects.toThrow(
      "b.txt: expected a name that is free, or --force; received a file that exists",
    );
    expect(textOf(folder, "b.txt")).toBe("another's");
    expect(readdirSync(folder)).toEqual(["b.txt"]);
    await write(folder, names, true);
    expect(readdirSync(folder).map((name) => textOf(folder, name))).toEqual(["new", "new"]);
  });

  it("that replace others give them back where one of them cannot be written", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.txt"), "old", { mode: 0o600 });
    mkdirSync(join(folder, "c.txt"));
    await expect(write(folder, { "a.txt": "new", "b.txt": "new", "c.txt": "new" }, true)).rejects.toThrow(
      "c.txt: expected a file that can be written; received",
    );
    expect(textOf(folder, "a.txt")).toBe("old");
    expect(readdirSync(folder)).toEqual(["a.txt", "c.txt"]);
    await write(folder, { "a.txt": "new" }, true);
    expect([textOf(folder, "a.txt"), statSync(join(folder, "a.txt")).mode & 0o777]).toEqual(["new", 0o600]);
  });

  it("are not there where the one for standard output is not taken", async () => {
    const folder = temporaryFolder();
    const broken = new Writable({
      write: (_part, _encoding, done) => done(Object.assign(new Error("EPIPE"), { code: "EPIPE" })),
    });
    broken.on("error", () => {});
    const results = ["a.txt", "-"].map((path) => ({ path, content: "new" }));
    await expect(writeResults(ioIn(folder, broken), results, false)).rejects.toThrow(
      "standard output: expected a stream that can be written; received a reader that has gone",
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("are not there once the user has given up", async () => {
    const folder = temporaryFolder();
    const io = ioIn(folder, nowhere, AbortSignal.abort(new Error("interrupted")));
    await expect(writeResults(io, [{ path: "a.txt", content: "new" }], false)).rejects.toThrow("interrupted");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("are packed under .gz, in capitals or not", async () => {
    const folder = temporaryFolder();
    await write(folder, { "a.txt.gz": "a", "b.txt.GZ": "b" });
    for (const name of readdirSync(folder))
      expect(String(gunzipSync(readFileSync(join(folder, name))))).toBe(name[0]);
  });

  it("go through a link to the file that it leads to, and into a stream as it is", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "there.txt"), "old");
    symlinkSync("there.txt", join(folder, "link.txt"));
    symlinkSync("later.txt", join(folder, "ahead.txt"));
    await write(folder, { "link.txt": "new", "ahead.txt": "new", "/dev/null": "gone" }, true);
    expect([textOf(folder, "there.txt"), textOf(folder, "later.txt")]).toEqual(["new", "new"]);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });
});

describe("what cannot be written says why, and leaves nothing", () => {
  it.each([
    ["no/a.txt", "no such file or folder"],
    ["file.txt/a.txt", "a path through something that is not a folder"],
    ["folder", "a folder"],
    [`${"a".repeat(300)}.txt`, "a name that is too long"],
    ["loop.txt", "a chain of links that does not end"],
  ])("%s", async (path, reason) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "folder"));
    writeFileSync(join(folder, "file.txt"), "");
    symlinkSync("loop.txt", join(folder, "loop.txt"));
    const message = `${path}: expected a file that can be written; received ${reason}`;
    await expect(checkResults(ioIn(folder), [path], true)).rejects.toThrow(message);
    await expect(write(folder, { "b.txt": "b", [path]: "a" }, true)).rejects.toThrow(path);
    expect(readdirSync(folder)).toEqual(["file.txt", "folder", "loop.txt"]);
  });

  it.skipIf(!existsSync("/dev/full"))("a disk that is full", async () => {
    const folder = temporaryFolder();
    await expect(write(folder, { "a.txt": "a", "/dev/full": "b" })).rejects.toThrow(
      "/dev/full: expected a file that can be written; received no space left there",
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("two results have two names", () => {
  it.each([
    ["a.txt", "./a.txt"],
    ["a.txt", "folder/../a.txt"],
    ["a.txt", "folder/back/a.txt"],
    ["link.txt", "a.txt"],
    ["ahead.txt", "link.txt"],
  ])("%s and %s are one", async (one, other) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "folder"));
    symlinkSync("..", join(folder, "folder/back"));
    symlinkSync("a.txt", join(folder, "link.txt"));
    symlinkSync("link.txt", join(folder, "ahead.txt"));
    await expect(checkResults(ioIn(folder), [one, other], true)).rejects.toThrow(
      `${other}: expected a file for each result; received one for two of them`,
    );
    writeFileSync(join(folder, "a.txt"), "");
    await expect(checkResults(ioIn(folder), [one, other], true)).rejects.toThrow("one for two of them");
    await expect(checkResults(ioIn(folder), [one], true, [other])).rejects.toThrow(
      `${one}: expected a file of its own for the result; received one that is read, ${other}`,
    );
  });

  it("names that differ in capitals are two, where the file system says so", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "probe"), "");
    const check = checkResults(ioIn(folder), ["a.txt", "A.txt"], false);
    if (existsSync(join(folder, "PROBE"))) await expect(check).rejects.toThrow("one for two of them");
    else expect(await check).toBeUndefined();
  });

  it("standard output takes one", async () => {
    await expect(checkResults(ioIn(temporaryFolder()), ["-", "-"], false)).rejects.toThrow(
      "standard output: expected one result; received two",
    );
  });
});

describe("a process that ended while it named its results", () => {
  const here = /^a\.txt\.([\w-]*)-\d+-/.exec(basename(draftName("a.txt")))?.[1] ?? "";
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  const draftOf = (name: string): string => `${name}.${here}-${dead}-0123abcd.draft`;
  const versionOf = (file: string) => {
    const { ino, mtimeMs } = statSync(file);
    return { inode: ino, changed: mtimeMs };
  };
  /** A folder with drafts, and the log that says which names they get. */
  const leave = (
    entries: readonly object[],
    drafts: readonly string[],
    folder = temporaryFolder(),
  ): string => {
    for (const name of drafts) writeFileSync(join(folder, draftOf(name)), "new");
    writeFileSync(join(folder, `results.${here}-${dead}-89abcdef.redo`), JSON.stringify(entries));
    return folder;
  };
  const entry = (name: string, replaces: object | null = null): object => ({
    draft: draftOf(name),
    name,
    replaces,
  });
  const names = ["a.txt", "b.txt", "c.txt"];

  const all = names.map((name) => entry(name));

  it.each([1, 2, 3])("after %d of three names: the next command gives the others theirs", async (named) => {
    const folder = leave(all, names);
    for (const name of names.slice(0, named)) linkSync(join(folder, draftOf(name)), join(folder, name));
    await sweep(folder);
    expect(readdirSync(folder)).toEqual(names);
    expect(names.map((name) => textOf(folder, name))).toEqual(["new", "new", "new"]);
  });

  it("does the same after copies, where a file system has no links", async () => {
    const folder = leave(all, names);
    writeFileSync(join(folder, "a.txt"), "new");
    await sweep(folder);
    expect(names.map((name) => textOf(folder, name))).toEqual(["new", "new", "new"]);
  });

  it("names none if none had its name, or the user has removed them", async () => {
    const folder = leave(all, names);
    await sweep(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("replaces a file that it was to replace, unless that was written since", async () => {
    const folder = temporaryFolder();
    for (const name of names) writeFileSync(join(folder, name), "old");
    const entries = names.map((name) => entry(name, versionOf(join(folder, name))));
    leave(entries, names, folder);
    renameSync(join(folder, draftOf("a.txt")), join(folder, "a.txt"));
    utimesSync(join(folder, "b.txt"), 1, 1);
    await sweep(folder);
    expect(names.map((name) => textOf(folder, name))).toEqual(["new", "old", "new"]);
  });

  it("does not take a name that is no longer free", async () => {
    const folder = leave(all, names);
    linkSync(join(folder, draftOf("a.txt")), join(folder, "a.txt"));
    writeFileSync(join(folder, "b.txt"), "another's");
    await sweep(folder);
    expect(names.map((name) => textOf(folder, name))).toEqual(["new", "another's", "new"]);
  });

  it("names nothing outside of its folder, and no draft but its own", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "inner"));
    writeFileSync(join(folder, "inner", "a.draft"), "bad");
    const entries = [
      { draft: draftOf("a.txt"), name: "../a.txt", replaces: null },
      { draft: "a.draft", name: "b.txt", replaces: null },
      { draft: draftOf("a.txt"), name: "c.txt", replaces: null },
      { draft: 1, name: {}, replaces: 3 },
      null,
    ];
    const inner = leave(
      [entry("z.txt"), ...(entries as object[])],
      ["a.txt", "z.txt"],
      join(folder, "inner"),
    );
    linkSync(join(inner, draftOf("z.txt")), join(inner, "z.txt"));
    await sweep(inner);
    expect(readdirSync(folder)).toEqual(["inner"]);
    expect(readdirSync(join(folder, "inner"))).toEqual(["a.draft", "z.txt"]);
  });

  it("leaves no log where results are written", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "other"));
    await write(folder, { "a.txt": "a", "b.txt": "b", "other/c.txt": "c" });
    expect(readdirSync(folder, { recursive: true }).map(String).toSorted()).toEqual(
      ["a.txt", "b.txt", "other", join("other", "c.txt")].toSorted(),
    );
  });
});

describe("drafts", () => {
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  const mine = basename(draftName("a.txt"));
  const draft = (machine: string, pid: number): string => `a.txt.${machine}-${pid}-0123abcd.draft`;
  const here = hostname()
    .replaceAll(/[^\w-]/g, "_")
    .slice(0, 60);

  it("of dead processes are swept; those of living ones and of other machines stay, and so do other files", async () => {
    const folder = temporaryFolder();
    const others = [draft(here, process.ppid), draft("elsewhere", dead), "a.draft", `a.${dead}.draft`];
    for (const name of [...others, draft(here, dead), mine]) writeFileSync(join(folder, name), "half");
    utimesSync(join(folder, mine), 1, 1); // of our number, from before we started
    await write(folder, { "b.txt": "b" });
    expect(readdirSync(folder).toSorted()).toEqual([...others, "b.txt"].toSorted());
  });

  it("have names of at most 255 bytes, whatever the file is called", () => {
    const name = basename(draftName("名".repeat(80)));
    expect(Buffer.byteLength(name)).toBeLessThan(256);
  });
});
