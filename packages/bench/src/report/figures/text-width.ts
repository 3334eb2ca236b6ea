import { textMetrics as metrics } from "vega";

declare module "vega" {
  // Exported by vega-scenegraph, and left out of its types.
  export const textMetrics: { width: (item: { readonly fontSize?: number }, text: unknown) => number };
}

/**
 * Without a canvas Vega takes every character for 0.8 of the font size, which tears a figure apart; with one, the result
 * would depend on the fonts of the machine. So: the widths of Helvetica, by class of character, in thousandths.
 */
export function useFixedTextWidths(): void {
  metrics.width = ({ fontSize = 11 }, text) =>
    fontSize * Array.from(String(text)).reduce((sum, character) => sum + widthOf(character), 0);
}

function widthOf(character: string): number {
  if (/[ijl.,:;'|!If t()/-]/.test(character)) return 0.3;
  if (/[mwMW%∞]/.test(character)) return 0.88;
  if (/[A-Z]/.test(character)) return 0.7;
  return 0.556;
}
