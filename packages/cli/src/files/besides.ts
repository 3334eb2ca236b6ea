import { readlink, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { ValueError } from "@espalier/tensor";
import type { Io } from "../io.ts";
import { about } from "./about.ts";
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
    const beside = join(dirname(path), relative(folder, target));
    const bytes = await readBytes(io, beside).catch((error: unknown) =>
      about(path, () => {
        throw error;
      }),
    );
    found.push([name, bytes]);
  }
  return Object.fromEntries(found);
}

/** A name must not lead out of the folder, by itself or by a link. */
async function checkWithin(path: string, name: string, folder: string, target: string): Promise<void> {
  if (!isWithin(folder, target))
    throw new ValueError(nameOf(path), "names of files in its own folder", JSON.stringify(name));
  const [home, real] = [await realpath(folder).catch(() => folder), await behindLinks(target)];
  if (real !== undefined && !isWithin(home, real))
    throw new ValueError(
      nameOf(path),
      "files in its own folder, and no links out of it",
      `${JSON.stringify(name)}, a link to ${relative(home, real)}`,
    );
}

/** Where a path leads, also if nothing is there; undefined where there is no such path. */
const behindLinks = (target: string): Promise<string | undefined> =>
  realpath(target).catch(async () => {
    const to = await readlink(target).catch(() => undefined);
    return to === undefined ? undefined : resolve(await realpath(dirname(target)), to);
  });

function isWithin(folder: string, target: string): boolean {
  const way = relative(folder, target);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}
