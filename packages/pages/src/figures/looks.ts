/** How a line looks in all figures. */
export interface Look {
  readonly colour: string;
  readonly shape: string;
  /** Drawn wider, and on top of the others. */
  readonly isStrong?: boolean;
}

/** Ink: black on paper, light in a dark page, as the text around it. */
export const ink = "currentColor";

/** Okabe & Ito's colours, which stay apart under every common colour blindness. Colour Universal Design, 2008, figure 16. */
const seriesLooks: readonly Look[] = [
  { colour: "#0072b2", shape: "square" },
  { colour: "#d55e00", shape: "circle" },
  { colour: "#009e73", shape: "triangle-up" },
  { colour: "#cc79a7", shape: "diamond" },
  { colour: "#e69f00", shape: "triangle-down" },
  { colour: "#56b4e9", shape: "cross" },
  { colour: ink, shape: "triangle-right" },
  { colour: "#8a8a8a", shape: "triangle-left" },
];

export const looksInTurn = (names: readonly string[]): ReadonlyMap<string, Look> =>
  new Map(names.map((name, at) => [name, seriesLooks[at % seriesLooks.length]]));
