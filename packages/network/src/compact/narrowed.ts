import { allocate, dtypeOf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Network } from "../graph/graph.ts";
import { kindOf } from "../graph/nodes.ts";
import { graphOf, walk } from "../graph/walk.ts";
import type { Columns } from "./columns.ts";
import type { Constants } from "./constants.ts";
import { rebuild } from "./rebuild.ts";

/**
 * The network with only some columns of each value. Nothing compensates for the other columns.
 *
 * @param columns at least one of each value; those that a node ties together stay or go together
 */
export function narrowed(network: Network, columns: Columns): Network {
  const dtype = dtypeOf(network.layers[0].weight);
  const values = new Map(
    Array.from(widthsOf(network), ([name, width]) => [name, nothingConstant(width)] as const),
  );
  const layers = network.layers.map(({ bias }) => {
    const width = bias.data.length;
    return { ...nothingConstant(width), signal: allocate(width, dtype) };
  });
  return rebuild(network, { values, layers }, columns).network;

  function nothingConstant(width: number): Constants {
    return { isConstant: Array.from({ length: width }, () => false), value: allocate(width, dtype) };
  }
}

/** The width of each value, by its name. */
export function widthsOf(network: Network): ReadonlyMap<string, number> {
  const widths = new Map<string, number>();
  const note = (name: string, width: number): number => {
    widths.set(name, width);
    return width;
  };
  walk<number, Tensor>(
    graphOf(network),
    ({ name, width }) => note(name, width),
    (node, from) => note(node.name, kindOf(node.op).width("widthsOf", node, from, network.layers)),
  );
  return widths;
}
