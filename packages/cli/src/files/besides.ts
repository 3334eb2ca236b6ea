import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { ValueError } from "@espalier/tensor";
import type { Io } from "../io.ts";
import { nameOf, STANDARD } from "./paths.ts";
import { readBytes } from "./read.ts";

/**
 * The files that a network's file names, which lie beside it or in a folder there.
 *
 * @throws ValueError when the network comes from standard input, a name leads out of its folder, or a file cannot be read
 */
export async function readBesides(
  io: Io,
  path: string,
  names: readonly string[],
): Promise<Readonly<Record<string, Uint8Array>>> {
  const found: [string, Uint8Array][] = [];
  for (const name of names) {
    if (path === STANDARD)
      throw new ValueError(nameOf(path), `a path, to find ${JSON.stringify(name)} beside it`, "a stream");
    const folder = resolve(io.folder, dirname(path));
    const target = resolve(folder, name);
    await checkWithin(path, name, folder, target);
    found.push([name, await readBytes(io, target)]);
  }
  return Object.fromEntries(found);
}

/** A name must not lead out of the folder, by itself or by a link. */
async function checkWithin(path: string, name: string, folder: string, target: string): Promise<void> {
  const [home, real] = await Promise.all([folder, target].map((each) => realpath(each).catch(() => each)));
  if (isWithin(folder, target) && isWithin(home, real)) return;
  throw new ValueError(nameOf(path), "names of files in its own folder", JSON.stringify(name));
}

function isWithin(folder: string, target: string): boolean {
  const way = relative(folder, target);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}
