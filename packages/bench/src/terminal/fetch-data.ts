import { fetchMnist } from "@espalier/data/mnist";
import type { Fetched } from "@espalier/data/mnist";
import { createDisplay } from "./display.ts";
import type { Terminal } from "./terminal.ts";

export interface FetchDataOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly progress: Terminal;
}

const words: Readonly<Record<Fetched["outcome"], string>> = {
  downloaded: "downloaded and verified",
  present: "was there already",
  kept: "not the published archive, but kept: it can be read",
};

/** Puts the MNIST files into a folder, and says what became of each. */
export async function fetchData({ folder, signal, progress }: FetchDataOptions): Promise<void> {
  const display = createDisplay(progress, () => performance.now() / 1000);
  let fetched: readonly Fetched[];
  try {
    fetched = await fetchMnist({
      folder,
      signal,
      onProgress: ({ file, received, total }) =>
        display.update(received / total, `${file}, ${received} of ${total} bytes`),
    });
  } finally {
    display.stop();
  }
  for (const { path, outcome } of fetched) progress.write(`${path}: ${words[outcome]}\n`);
}
