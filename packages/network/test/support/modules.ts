import { expect } from "vitest";

export type Run = (x: readonly number[]) => number[];

/** Runs the text as the module that it is. */
export async function load(text: string, name = "network"): Promise<Run> {
  const url = `data:text/javascript,${encodeURIComponent(text)}`;
  const module = (await import(/* @vite-ignore */ url)) as Record<string, Run>;
  expect(Object.keys(module)).toEqual([name]);
  return module[name];
}
