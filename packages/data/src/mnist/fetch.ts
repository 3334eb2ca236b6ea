import { mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { FormatError, InputError } from "@espalier/tensor";
import { archives as published, mirrors as known } from "./archives.ts";
import type { Archive } from "./archives.ts";
import { download, sha256 } from "./download.ts";
import type { DownloadOptions } from "./download.ts";
import { locate, readIdx } from "./files.ts";

export interface FetchOptions extends DownloadOptions {
  readonly folder: string;
  /** Asked in turn. */
  readonly mirrors?: readonly string[];
  readonly archives?: readonly Archive[];
}

/** What became of a file. */
export interface Fetched {
  readonly path: string;
  /** Downloaded now; the published archive was there; or some other IDX file of that name, which stays as it is. */
  readonly outcome: "downloaded" | "present" | "kept";
}

/** No mirror had the file; `received` says what each of them answered. */
export class FetchError extends InputError {}

/**
 * Puts the MNIST archives into a folder, those that are not there yet. An interrupted download stays as
 * `NAME.gz.part`, and the next call continues from there; a file named `NAME.gz` is whole and verified.
 *
 * @throws FetchError naming every mirror and why it failed
 * @throws the signal's reason when it aborts
 */
export async function fetchMnist(options: FetchOptions): Promise<readonly Fetched[]> {
  const { folder, archives = published } = options;
  await mkdir(folder, { recursive: true });
  const fetched: Fetched[] = [];
  for (const archive of archives)
    fetched.push((await standing(folder, archive)) ?? (await fetchArchive(archive, options)));
  return fetched;
}

/** A file that makes a download needless. */
async function standing(folder: string, { name, sha256: expected }: Archive): Promise<Fetched | undefined> {
  const path = await locate(folder, name);
  if (path === undefined) return undefined;
  const bytes = await readFile(path);
  if (sha256(bytes) === expected) return { path, outcome: "present" };
  try {
    readIdx(bytes, path);
    return { path, outcome: "kept" };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

async function fetchArchive(archive: Archive, options: FetchOptions): Promise<Fetched> {
  const { folder, mirrors = known, signal } = options;
  const file = `${archive.name}.gz`;
  const path = join(folder, file);
  const part = `${path}.part`;
  const failures: string[] = [];
  for (const mirror of mirrors) {
    const url = `${mirror.replace(/\/+$/, "")}/${file}`;
    try {
      await download({ url, file, part, archive, options });
      await rename(part, path);
      return { path, outcome: "downloaded" };
    } catch (error) {
      signal.throwIfAborted();
      failures.push(`\n  ${error instanceof FormatError ? error.message : `${url}: ${reasonOf(error)}`}`);
    }
  }
  const expected = `${archive.bytes} bytes from one of ${mirrors.length} mirrors`;
  throw new FetchError(file, expected, failures.join(""));
}

/** fetch only says that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}, ${reasonOf(error.cause)}`;
}
