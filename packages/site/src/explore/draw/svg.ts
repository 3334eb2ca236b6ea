export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of SVG as text. Attributes and texts are ours: names, numbers, nothing from outside. */
export function el(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : ` ${key}="${value}"`,
  );
  const start = `<${name}${written.join("")}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.join("")}</${name}>`;
}

/** A drawing that scales with its box. A label makes it a picture for screen readers; without one it is hidden from them. */
export const svg = (
  width: number,
  height: number,
  label: string | undefined,
  ...children: readonly string[]
): string =>
  el(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      ...(label === undefined
        ? { "aria-hidden": "true" }
        : { role: "img", "aria-label": label.replaceAll('"', "'") }),
    },
    ...children,
  );

export const text = (x: number, y: number, content: string, attributes: Attributes = {}): string =>
  el("text", { x: px(x), y: px(y), ...attributes }, content.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));

/** As many digits as a pixel needs. */
export const px = (value: number): number => Math.round(value * 10) / 10;

/** A line through points, as steps from each to the next, which are shorter; points that are not finite are left out. */
export const path = (points: readonly (readonly [number, number])[]): string =>
  points
    .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
    .map(([x, y], at, all) => {
      const [x0, y0] = at === 0 ? [0, 0] : all[at - 1];
      return `${at === 0 ? "M" : "l"}${px(px(x) - px(x0))} ${px(px(y) - px(y0))}`;
    })
    .join("");

const markers: Readonly<Record<string, string>> = {
  circle: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
  square: "M-3.5-3.5h7v7h-7Z",
  "triangle-up": "M0-4.6 4.4 3.4H-4.4Z",
  "triangle-down": "M0 4.6 4.4-3.4H-4.4Z",
  "triangle-right": "M4.6 0-3.4 4.4V-4.4Z",
  "triangle-left": "M-4.6 0 3.4 4.4V-4.4Z",
  diamond: "M0-5 5 0 0 5-5 0Z",
  cross: "M-4-4 4 4M-4 4 4-4",
};

/** A mark of a shape; shapes repeat what colours say. */
export const marker = (shape: string, x: number, y: number, attributes: Attributes = {}): string =>
  el("path", { d: markers[shape], transform: `translate(${px(x)} ${px(y)})`, ...attributes });
