export { logAxis, lookChannels } from "./axes.ts";
export { fieldPicture } from "./field-picture.ts";
export type { ColourScale, FieldPanel } from "./field-picture.ts";
export { lineFigure } from "./line-figure.ts";
export type { Level, LinePanel, Point } from "./line-figure.ts";
export { renderFigure, renderFigures } from "./render.ts";
