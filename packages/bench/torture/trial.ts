import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Random } from "@espalier/tensor";

/** One kind of mistreatment. */
export interface Trial {
  readonly name: string;
  /** Its part of all kills; 0 for a trial that kills nothing. */
  readonly share: number;
  /** Why it cannot be had on this system; undefined where it can. */
  readonly missing?: () => string | undefined;
  /** @param kills how many processes it ends */
  readonly run: (context: Context, kills: number) => Promise<void>;
}

/** What a trial has to work with, and says. */
export interface Context {
  readonly random: Random;
  readonly folder: string;
  /** Counts something that happened. */
  readonly count: (what: string, times?: number) => void;
  /** Reports something that must not happen. */
  readonly fault: (what: string) => void;
  /** Time is up: what has begun is brought to its end. */
  readonly isOver: () => boolean;
}

/** A folder that goes once the work in it is over. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "espalier-torture-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
