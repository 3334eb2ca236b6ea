import { resolve } from "node:path";
import { isAddress } from "espalier/files";
import { folderStore } from "./folder.ts";
import { httpStore } from "./http.ts";
import type { Store } from "./store.ts";

/** Opens a store: the path of a folder, or the address of an object store, such as `https://storage.example/bucket/espalier`. */
export const openStore = (place: string): Promise<Store> =>
  isAddress(place) ? Promise.resolve(httpStore(place)) : folderStore(resolve(place));
