import { optimize } from "svgo";
import type { Config } from "svgo";
import { render } from "../../report/render.ts";
import type { Drawing } from "./document.ts";

/** Drawings as SVG, by name. */
export async function drawn(drawings: readonly Drawing[]): Promise<ReadonlyMap<string, string>> {
  const all = await Promise.all(
    drawings.map(
      async ({ name, title, caption, source }) =>
        [name, "svg" in source ? source.svg : slim(await render(source, title, caption))] as const,
    ),
  );
  return new Map(all);
}

/**
 * A third of the bytes: paths to tenths of a pixel, attributes that say nothing left out. Title, description and role stay, for
 * those who have the drawing read out.
 */
const slim = (svg: string): string => `${optimize(svg, settings).data}\n`;

const settings: Config = {
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
