// Computes for the scenes, so that the page stays responsive. Every number comes from the library.
import { jobs } from "./jobs.ts";
import type { JobName } from "./jobs.ts";

interface Asked {
  readonly id: number;
  readonly job: JobName;
  readonly args: never;
}

addEventListener("message", async ({ data: { id, job, args } }: MessageEvent<Asked>) => {
  try {
    postMessage({ id, result: await jobs[job](args, (progress: number) => postMessage({ id, progress })) });
  } catch (error) {
    postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
