import type { Edge } from "./compute/edge.ts";
import { show } from "./format.ts";
import type { Key } from "./link.ts";

/** The layers of a network as the main thread knows them, without the library. */
export interface Sizes {
  readonly rows: number;
  readonly columns: number;
}

/** An edge of the network that the link names beside it. */
export const edgeKey = (
  initial: Edge,
  layersOf: (net: string | undefined) => readonly Sizes[],
): Key<Edge> => ({
  initial,
  parse: (text, others) => {
    const found = /^(\d{1,2})\.(\d{1,2})\.(\d{1,2})$/.exec(text);
    if (found === null) return undefined;
    const [layer, row, column] = found.slice(1).map(Number);
    const sizes = layersOf(others?.get("net")).at(layer);
    return sizes !== undefined && row < sizes.rows && column < sizes.columns
      ? { layer, row, column }
      : undefined;
  },
  show: ({ layer, row, column }) => `${layer}.${row}.${column}`,
});

/** The edge if the network has it, else the nearest that it has. */
export const within = (layers: readonly Sizes[], { layer, row, column }: Edge): Edge => {
  const k = Math.min(layer, layers.length - 1);
  return {
    layer: k,
    row: Math.min(row, layers[k].rows - 1),
    column: Math.min(column, layers[k].columns - 1),
  };
};

/** The edge that an arrow key leads to: left and right by layer, up and down within it. */
export function moveEdge(layers: readonly Sizes[], edge: Edge, key: string): Edge | undefined {
  const { layer, row, column } = edge;
  const { rows, columns } = layers[layer];
  const at = row * columns + column;
  const inLayer = (next: number): Edge => {
    const wrapped = (next + rows * columns) % (rows * columns);
    return { layer, row: Math.floor(wrapped / columns), column: wrapped % columns };
  };
  if (key === "ArrowDown") return inLayer(at + 1);
  if (key === "ArrowUp") return inLayer(at - 1);
  if (key === "ArrowLeft") return within(layers, { layer: Math.max(layer - 1, 0), row, column });
  if (key === "ArrowRight") return within(layers, { layer: layer + 1, row, column });
  return undefined;
}

/** A network that is one tab stop: a click or the arrow keys choose an edge, and R restores its weight. */
export function choosable(
  box: HTMLElement,
  layers: () => readonly Sizes[],
  current: () => Edge,
  choose: (edge: Edge) => void,
  restore: () => void,
): void {
  box.addEventListener("click", (event) => {
    const hit = event.target instanceof Element ? event.target.closest("[data-edge]") : null;
    if (hit === null) return;
    const [layer, row, column] = String(hit.getAttribute("data-edge")).split(".").map(Number);
    choose({ layer, row, column });
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "r" && !event.ctrlKey && !event.metaKey) restore();
    const edge = moveEdge(layers(), current(), event.key);
    if (edge === undefined) return;
    event.preventDefault();
    choose(edge);
  });
}

/** An edge in words. */
export const nameOf = ({ layer, row, column }: Edge): string =>
  `layer ${layer + 1}, neuron ${row + 1}, input ${column + 1}`;

/** How a screen reader hears of an edge. */
export const announced = (edge: Edge, weight: number, importance: number): string =>
  `${nameOf(edge)}: weight ${show(weight)}, importance ${show(importance)}`;
