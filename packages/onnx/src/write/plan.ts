import { allocate, ValueError } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import type { OnnxDetails } from "@espalier/files";
import type { Bytes } from "@espalier/files/protobuf";

/** A node to be written. */
export interface NodePlan {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: readonly Bytes[];
}

/** The nodes and the parameters of a graph that is being written. */
export interface Plan {
  /** The public function that was called, which errors name. */
  readonly who: string;
  readonly nodes: NodePlan[];
  readonly tensors: Map<string, Tensor>;
  /** Lists of whole numbers, which shapes are. */
  readonly lists: Map<string, readonly number[]>;
  readonly opset: number;
  readonly dtype: DType;
  /** A name that nothing else has. */
  readonly fresh: (wish: string) => string;
  /** A node. @returns the name of its value */
  readonly node: (
    operator: string,
    inputs: readonly string[],
    wish: string,
    attributes?: readonly Bytes[],
  ) => string;
  /** A parameter under its name. @throws ValueError when another has it */
  readonly store: (name: string, tensor: Tensor) => string;
  /** A single number in the precision of the network. */
  readonly constant: (wish: string, number: number) => string;
  /** A list of whole numbers; equal ones are stored once. */
  readonly list: (wish: string, values: readonly number[]) => string;
}

/** @param reserved names that are given, of parameters, inputs and outputs */
export function planOf(
  who: string,
  { opset, inputs, outputs }: OnnxDetails,
  dtype: DType,
  reserved: readonly string[],
): Plan {
  const ends = new Set([...inputs, ...outputs].map(({ name }) => name));
  const taken = new Set([...ends, ...reserved]);
  const nodes: NodePlan[] = [];
  const tensors = new Map<string, Tensor>();
  const lists = new Map<string, readonly number[]>();
  const fresh = (wish: string): string => {
    let name = wish;
    for (let more = 1; taken.has(name); more++) name = `${wish}.${more}`;
    taken.add(name);
    return name;
  };
  const store = (name: string, tensor: Tensor): string => {
    if (tensors.has(name) || ends.has(name) || name === "")
      throw new ValueError(who, "a name for each parameter, input and output", JSON.stringify(name));
    tensors.set(name, tensor);
    return name;
  };
  return {
    who,
    nodes,
    tensors,
    lists,
    opset,
    dtype,
    fresh,
    store,
    node(operator, from, wish, attributes = []) {
      const output = fresh(wish);
      nodes.push({ operator, inputs: from, output, attributes });
      return output;
    },
    constant(wish, number) {
      const data = allocate(1, dtype);
      data[0] = number;
      return store(fresh(wish), { shape: [], data });
    },
    list(wish, values) {
      for (const [name, known] of lists) if (known.join() === values.join()) return name;
      const name = fresh(wish);
      lists.set(name, values);
      return name;
    },
  };
}
