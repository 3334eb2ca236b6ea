/** An element of SVG. Texts are ours, numbers or the names of activations: nothing in them needs to be escaped. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: string | readonly string[] = "",
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  const inside = typeof content === "string" ? content : content.join("");
  return inside === "" ? `<${name}${written.join("")}/>` : `<${name}${written.join("")}>${inside}</${name}>`;
}

export const rectangle = (
  x: number,
  y: number,
  width: number,
  height: number,
  more: Readonly<Record<string, string | number>> = {},
): string => element("rect", { x, y, width, height, ...more });

export const text = (
  x: number,
  y: number,
  content: string,
  more: Readonly<Record<string, string>> = {},
): string => element("text", { x, y, ...more }, content);

/** As many digits as a pixel needs. */
export const px = (value: number): number => Math.round(value * 100) / 100;

/** A drawing of this size, in ink on paper; both follow what the viewer prefers. */
export const drawing = (width: number, height: number, title: string, content: readonly string[]): string =>
  `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": title,
      "font-family": "system-ui, sans-serif",
      "font-size": 13,
    },
    [`<style>${STYLE}</style>`, rectangle(0, 0, width, height, { class: "paper" }), ...content],
  )}\n`;

const STYLE = [
  ".paper{fill:#fff}text{fill:#1b1f24;white-space:pre}.frame{fill:none;stroke:#8c959f}.mark{fill:#0b5cad}.quiet{fill:#59636e}",
  "@media(prefers-color-scheme:dark){.paper{fill:#14171b}text{fill:#e6e9ed}.frame{stroke:#6e7681}",
  ".mark{fill:#6cb6ff}.quiet{fill:#9aa5b1}}",
].join("");
