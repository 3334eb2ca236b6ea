import type { Progress, Work } from "@espalier/prune";

/** The result of some work, and its seconds; `onProgress` is told of each of its steps. */
export function watch<T>(work: Work<T>, onProgress: (progress: Progress) => void): [T, number] {
  const start = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return [step.value, secondsSince(start)];
    onProgress(step.value);
  }
}

export const secondsSince = (start: number): number => (performance.now() - start) / 1000;
