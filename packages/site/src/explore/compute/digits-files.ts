import { Digits, wholeRatios } from "./digits.ts";
import type { Answer, DigitOptions } from "./digits.ts";

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

async function digitsNow(): Promise<Digits> {
  try {
    return await (loaded ??= load());
  } catch (error) {
    loaded = undefined; // the next drawing tries again
    throw error;
  }
}

/** The answers to a drawing; the files are loaded at the first one. */
export const digits = async ({
  ink,
  ...options
}: DigitOptions & { readonly ink: Uint8Array }): Promise<Answer[]> =>
  (await digitsNow()).answers(ink, options);

/** The fraction of our test drawings that each network reads correctly, in the order of the answers. */
export const drawingsRead = async (options: DigitOptions): Promise<number[]> =>
  (await digitsNow()).read(options);
