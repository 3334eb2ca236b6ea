// Stands in for `node:fs` in a page: the files of a task, fetched before it is prepared.
const files = new Map<string, Uint8Array>();

/** Fetches the files that a task names. */
export async function fetchFiles(task: object): Promise<void> {
  const named = task as { readonly network?: string; readonly inputs?: string; readonly labels?: string };
  for (const path of [named.network, named.inputs, named.labels])
    if (path !== undefined && !files.has(path)) {
      const response = await fetch(`/file?${encodeURIComponent(path)}`);
      files.set(path, new Uint8Array(await response.arrayBuffer()));
    }
}

export function readFileSync(path: string, encoding?: "utf8"): Uint8Array | string {
  const bytes = files.get(path)!; // a task names all of its files
  return encoding === undefined ? bytes : new TextDecoder().decode(bytes);
}
