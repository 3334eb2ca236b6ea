import { parse, View } from "vega";
import { compile } from "vega-lite";
import type { Config, TopLevelSpec } from "vega-lite";
import { escapeHtml } from "./html.ts";
import { ink } from "./palette.ts";
import { useFixedTextWidths } from "./text-width.ts";

const font = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif";

/** Text and lines in the ink of their surroundings, so that one drawing serves a light and a dark page. */
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

/**
 * A Vega-Lite specification as SVG text, without DOM or canvas. The background is white, in a page a style may replace it.
 *
 * @param title read out by a screen reader, as is the longer `description`
 */
export async function render(spec: TopLevelSpec, title: string, description: string): Promise<string> {
  useFixedTextWidths();
  const view = new View(parse(compile(spec, { config }).spec), { renderer: "none" });
  try {
    const svg = await view.toSVG();
    const about = `<title>${escapeHtml(title)}</title><desc>${escapeHtml(description)}</desc>`;
    return `${roundAttributes(svg).replace(/^<svg([^>]*)>/, (_, attributes: string) => `<svg${attributes} role="img">${about}`)}\n`;
  } finally {
    view.finalize();
  }
}

/** To thousandths of a pixel: a third of the bytes, and no last digits that differ between machines. */
const roundAttributes = (svg: string): string =>
  svg.replace(/<[^>]+>/g, (tag) =>
    tag.replace(/\d+\.\d{4,}(?!e)/g, (number) => String(Number(Number(number).toFixed(3)))),
  );
