import MarkdownIt from "markdown-it";
import type { Config as SvgoConfig } from "svgo";
import type { Config } from "vega-lite";
import type { Figure } from "../document.ts";
import { ink } from "../looks.ts";

declare module "vega" {
  // Exported by vega-scenegraph, and left out of its types.
  export const textMetrics: { width: (item: { readonly fontSize?: number }, text: unknown) => number };
}

const font = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif";

/** Text and lines in the ink of their surroundings, so that one figure serves a light and a dark page. */
const config: Config = {
  font,
  // Vega would call every mark an object of its own; title and description of the whole say more.
  aria: false,
  background: "white",
  padding: 8,
  view: { stroke: null },
  title: { color: ink, fontSize: 15, fontWeight: 600, anchor: "start", frame: "group", offset: 14 },
  axis: {
    domainColor: ink,
    domainOpacity: 0.5,
    tickColor: ink,
    tickOpacity: 0.5,
    gridColor: ink,
    gridOpacity: 0.12,
    labelColor: ink,
    titleColor: ink,
    labelFontSize: 12,
    titleFontSize: 13,
    titleFontWeight: "normal",
    titlePadding: 10,
  },
  legend: { labelColor: ink, labelFontSize: 13, columnPadding: 20, offset: 16 },
  text: { color: ink, fontSize: 12 },
};

const { escapeHtml } = new MarkdownIt().utils;

/** Figures as SVG, by name. */
export const renderFigures = async (figures: readonly Figure[]): Promise<ReadonlyMap<string, string>> =>
  new Map(await Promise.all(figures.map(async (each) => [each.name, await renderFigure(each)] as const)));

/**
 * A figure as SVG text, without DOM or canvas. The background is white, in a page a style may replace it. A screen reader reads its
 * title and its caption.
 */
export async function renderFigure({ spec, title, caption }: Omit<Figure, "kind" | "name">): Promise<string> {
  // Loaded with the first figure: a program that draws none does not wait for them.
  const [{ parse, textMetrics, View }, { compile }, { optimize }] = await Promise.all([
    import("vega"),
    import("vega-lite"),
    import("svgo"),
  ]);
  textMetrics.width = ({ fontSize = 11 }, text) =>
    fontSize * Array.from(String(text)).reduce((sum, character) => sum + widthOf(character), 0);
  const view = new View(parse(compile(spec, { config }).spec), { renderer: "none" });
  try {
    const about = `<title>${escapeHtml(title)}</title><desc>${escapeHtml(caption)}</desc>`;
    const svg = roundAttributes(await view.toSVG()).replace(
      /^<svg([^>]*)>/,
      (_, attributes: string) => `<svg${attributes} role="img">${about}`,
    );
    return `${optimize(svg, slimmer).data}\n`;
  } finally {
    view.finalize();
  }
}

/**
 * The width of a character in Helvetica, by its class. Without a canvas Vega takes 0.8 of the font size for each, which tears a figure
 * apart; with one, the result would depend on the fonts of the machine.
 */
const widthOf = (character: string): number =>
  /[ijl.,:;'|!If t()/-]/.test(character)
    ? 0.3
    : /[mwMW%∞]/.test(character)
      ? 0.88
      : /[A-Z]/.test(character)
        ? 0.7
        : 0.556;

/** To thousandths of a pixel: no last digits that differ between machines. */
const roundAttributes = (svg: string): string =>
  svg.replace(/<[^>]+>/g, (tag) =>
    tag.replace(/\d+\.\d{4,}(?!e)/g, (number) => String(Number(Number(number).toFixed(3)))),
  );

/** A third of the bytes: paths to tenths of a pixel, no attributes without effect. Title, description and role stay. */
const slimmer: SvgoConfig = {
  floatPrecision: 2,
  plugins: [
    { name: "removeAttrs", params: { attrs: ["class", "aria-.*", "*:role:graphics.*"] } },
    {
      name: "preset-default",
      params: {
        overrides: {
          removeDesc: false,
          removeUnknownsAndDefaults: { keepRoleAttr: true },
          convertPathData: { floatPrecision: 1 },
          convertTransform: { floatPrecision: 1 },
        },
      },
    },
  ],
};
