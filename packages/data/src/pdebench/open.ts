import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { FormatError } from "@espalier/tensor";
import type { File as Hdf5File } from "h5wasm/node";

/** The first bytes of a file of HDF5. */
const SIGNATURE = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);

/** Whether a file begins as HDF5 does. @throws the errors of reading it */
export async function isHdf5(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(SIGNATURE.length), 0, SIGNATURE.length, 0);
    return bytesRead === SIGNATURE.length && SIGNATURE.every((byte, at) => buffer[at] === byte);
  } finally {
    await file.close();
  }
}

/**
 * Opens a file of HDF5, uses it, and closes it. The library is loaded only here, as it is large.
 *
 * @throws FormatError when it is not HDF5, and for what the library throws
 */
export async function withHdf5<T>(path: string, use: (file: Hdf5File) => T): Promise<T> {
  if (!(await isHdf5(path))) throw new FormatError(path, "a file of HDF5", "other first bytes");
  const { File, ready } = await import("h5wasm/node");
  const module = await ready;
  const plugins = join(dirname(createRequire(import.meta.url).resolve("h5wasm-plugins")), "plugins");
  if (!existsSync(join(plugins, "libH5Zlzf.so")))
    throw new FormatError(path, "the plugin LZF of h5wasm-plugins, which unpacks it", `none in ${plugins}`);
  if (!module.get_plugin_search_paths().includes(plugins)) module.insert_plugin_search_path(plugins, 0);
  const file = new File(path, "r");
  try {
    return use(file);
  } catch (error) {
    if (error instanceof FormatError || !(error instanceof Error)) throw error;
    throw new FormatError(path, "a file that the HDF5 library can read", error.message);
  } finally {
    file.close();
  }
}
