import { refuse } from "@espalier/files/bytes";
import type { Node } from "./file/model.ts";

/** A node as errors show it: `Gemm "/0/Gemm"`; one without a name is known by what it computes. */
export const describe = ({
  operator,
  name,
  outputs: [output = ""],
}: Pick<Node, "operator" | "name" | "outputs">): string =>
  `${operator.slice(0, 40)} ${JSON.stringify((name || output).slice(0, 60))}`;

/** @throws FormatError always, naming a node */
export function refuseNode(node: Node, expected: string, received: string): never {
  return refuse(node.at, describe(node), expected, received);
}

/** @throws FormatError always, naming a node and a part of it, such as an attribute */
export function refusePart(node: Node, part: string, expected: string, received: string): never {
  return refuse(node.at, `${describe(node)}, ${part}`, expected, received);
}

export const int = ({ attributes }: Node, name: string, usual: number): number =>
  attributes.get(name)?.int ?? usual;
