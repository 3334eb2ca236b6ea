import { run } from "@espalier/prune";
import type { Work } from "@espalier/prune";
import { SingleBar } from "cli-progress";
import type { Io } from "../io.ts";

/** Runs long work, with a progress bar on standard error if that is a terminal. */
export async function watched<T>(work: Work<T>, { stderr, signal }: Io): Promise<T> {
  if (stderr.isTTY !== true) return run(work, { signal });
  const bar = new SingleBar({
    stream: stderr,
    format: " {bar} {percentage} %  {stage}",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    barCompleteChar: "█",
    barIncompleteChar: "░",
  });
  try {
    return await run(work, {
      signal,
      onProgress: ({ stage, done, total }) => {
        if (bar.isActive) bar.setTotal(total);
        else bar.start(total, done, { stage });
        bar.update(done, { stage });
      },
    });
  } finally {
    bar.stop();
  }
}
