/** What a pickle builds. What a program would call stays a name with its arguments. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleList
  | PickleDict
  | PickleGlobal
  | PickleObject
  | Persistent;

/** A list, a tuple or a set. */
export interface PickleList {
  readonly kind: "list";
  readonly items: PickleValue[];
}

/** A dictionary. */
export interface PickleDict {
  readonly kind: "dict";
  readonly entries: (readonly [key: PickleValue, value: PickleValue])[];
}

/** A class or a function by its name, such as `torch._utils._rebuild_tensor_v2`. */
export interface PickleGlobal {
  readonly kind: "global";
  readonly name: string;
}

/** What calling a global would have made. */
export interface PickleObject {
  readonly kind: "object";
  readonly at: number;
  readonly type: string;
  readonly args: readonly PickleValue[];
  state: PickleValue;
}

/** What lies outside of the pickle, such as the bytes of a tensor. */
export interface Persistent {
  readonly kind: "persistent";
  readonly at: number;
  readonly id: readonly PickleValue[];
}

/** A list of these items. */
export const list = (items: PickleValue[]): PickleList => ({ kind: "list", items });

type Kinded = Extract<PickleValue, { readonly kind: string }>;

/** Whether a value is of a kind. */
export const isKind = <K extends Kinded["kind"]>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<Kinded, { readonly kind: K }> =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === kind;

/** The value of a key of a dictionary; of one that is there twice the last, as in Python. */
export function valueOf(dict: PickleDict, key: string): PickleValue | undefined {
  return dict.entries.findLast(([each]) => each === key)?.[1];
}

/** A key as part of a name. */
export const keyText = (key: PickleValue): string =>
  typeof key === "string" || typeof key === "number" ? `${key}` : "another value";
