import { run } from "@espalier/prune";
import type { RunOptions, Work } from "@espalier/prune";
import { SingleBar } from "cli-progress";
import type { Io } from "../io.ts";

/** Runs long work, with a progress bar on standard error if that is a terminal. */
export const watched = <T>(work: Work<T>, io: Io): Promise<T> =>
  withProgress(io, (options) => run(work, options));

/** Starts something that reports its progress, with a progress bar on standard error if that is a terminal. */
export async function withProgress<T>(
  { stderr, signal }: Io,
  start: (options: RunOptions) => Promise<T>,
): Promise<T> {
  if (stderr.isTTY !== true) return start({ signal });
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
    return await start({
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
