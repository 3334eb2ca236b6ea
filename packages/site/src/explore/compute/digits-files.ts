import { Digits, wholeRatios } from "./digits.ts";
import type { Answer } from "./digits.ts";

let loaded: Promise<Digits> | undefined;

async function load(): Promise<Digits> {
  const bytes = async (name: string): Promise<ArrayBuffer> => {
    const response = await fetch(new URL(`./digits/${name}.bin`, import.meta.url));
    if (!response.ok) throw new Error(`${name}.bin: ${response.status} ${response.statusText}`);
    return response.arrayBuffer();
  };
  const [network, statistics, ...whole] = await Promise.all(
    ["network", "statistics", ...wholeRatios.map((ratio) => `network-${ratio}`)].map(bytes),
  );
  return new Digits({
    network,
    statistics,
    whole: new Map(wholeRatios.map((ratio, k) => [ratio, whole[k]])),
  });
}

/** The answers to a drawing; the files are loaded at the first one. */
export async function digits({
  ink,
  ratio,
}: {
  readonly ink: Uint8Array;
  readonly ratio: number;
}): Promise<Answer[]> {
  loaded ??= load();
  try {
    return (await loaded).answers(ink, ratio);
  } catch (error) {
    loaded = undefined; // the next drawing tries again
    throw error;
  }
}
