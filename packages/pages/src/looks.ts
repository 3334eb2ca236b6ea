/** How a line looks in all figures. */
export interface Look {
  readonly colour: string;
  readonly shape: string;
  /** Drawn wider, and on top of the others. */
  readonly isStrong?: boolean;
}

/** Ink: black on paper, light in a dark page, as the text around it. */
export const ink = "currentColor";

/**
 * Okabe & Ito's colours, which stay apart under every common colour blindness; shapes repeat what the colours say, for
 * a print in grey. Colour Universal Design, 2008, figure 16; their yellow is too pale for a line on white.
 */
const looks: Readonly<Record<string, Look>> = {
  "elimination-compensation": { colour: "#d55e00", shape: "circle", isStrong: true },
  "whole-network": { colour: "#882255", shape: "diamond" },
  nonlinear: { colour: "#0072b2", shape: "square" },
  magnitude: { colour: "#009e73", shape: "triangle-up" },
  "gradient-magnitude": { colour: "#cc79a7", shape: "diamond" },
  random: { colour: "#8a8a8a", shape: "cross" },
  "fully-connected": { colour: ink, shape: "triangle-down" },
  "mean-replacement": { colour: "#e69f00", shape: "square" },
  flap: { colour: "#56b4e9", shape: "circle" },
  wanda: { colour: "#7b5ea7", shape: "triangle-right" },
  obd: { colour: "#8c5a2b", shape: "triangle-left" },
  obs: { colour: "#b22222", shape: "triangle-up" },
  // The colour of the one that they are a form of.
  "magnitude-layerwise": { colour: "#009e73", shape: "triangle-down" },
  "random-layerwise": { colour: "#8a8a8a", shape: "square" },
};

/** Of Paul Tol's muted scheme (SRON/EPS/TN/09-002), which stay apart from those above. */
const spare: readonly Look[] = [
  { colour: "#882255", shape: "diamond" },
  { colour: "#44aa99", shape: "square" },
  { colour: "#999933", shape: "circle" },
  { colour: "#332288", shape: "triangle-up" },
];

/** The looks of these strategies; those the palette does not know take the spare ones in turn. */
export function looksOf(strategies: readonly string[]): ReadonlyMap<string, Look> {
  const unknown = strategies.filter((strategy) => !Object.hasOwn(looks, strategy));
  return new Map(
    strategies.map((name) => [name, looks[name] ?? spare[unknown.indexOf(name) % spare.length]]),
  );
}

/** The same colours, for lines that are not strategies. */
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
