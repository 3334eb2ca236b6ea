import { load } from "../load.ts";

/** The part of jax-js in use. A function consumes its arrays, unless they are passed as `ref`. */
export interface JaxArray {
  readonly ref: JaxArray;
  readonly shape: number[];
  add(other: JaxArray | number): JaxArray;
  sub(other: JaxArray | number): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  div(other: JaxArray | number): JaxArray;
  sum(axis?: number): JaxArray;
  transpose(axes?: number[]): JaxArray;
  reshape(shape: number[]): JaxArray;
  dataSync(): Float32Array | Float64Array;
  blockUntilReady(): Promise<JaxArray>;
  dispose(): void;
}

/** Weights [in, out], as it likes them best. */
export type Layer = { W: JaxArray; b: JaxArray; a?: JaxArray };
type Tree = JaxArray | readonly Tree[] | { readonly [name: string]: Tree | undefined };
type Compiled = <F>(f: F) => F;

export interface Jax {
  readonly numpy: {
    array(data: ArrayLike<number>, options?: { shape?: number[]; dtype?: string }): JaxArray;
    matmul(a: JaxArray, b: JaxArray): JaxArray;
    minimum(a: JaxArray, b: number): JaxArray;
    maximum(a: JaxArray, b: number): JaxArray;
    sqrt(a: JaxArray): JaxArray;
    eye(size: number): JaxArray;
    zeros(shape: number[]): JaxArray;
  };
  readonly nn: { logSoftmax(x: JaxArray, axis: number): JaxArray };
  readonly jit: Compiled;
  readonly valueAndGrad: <P extends Tree>(f: (p: P) => JaxArray) => (p: P) => [JaxArray, P];
  readonly vjp: <P>(f: (p: P) => JaxArray, inputs: [P]) => [JaxArray, (cotangent: JaxArray) => [P]];
  readonly vmap: <F>(f: F, axes?: readonly (number | null)[]) => F;
  readonly tree: {
    ref<T extends Tree>(tree: T): T;
    dispose(tree: Tree): void;
    map<T extends Tree>(f: (...leaves: JaxArray[]) => JaxArray, ...trees: T[]): T;
    leaves(tree: Tree): JaxArray[];
  };
  readonly blockUntilReady: <T extends Tree>(tree: T) => Promise<T>;
  readonly init: (device: string) => Promise<unknown>;
}

export const NAME: string = "@jax-js/jax";
export const jax: Jax | undefined = await load<Jax>(NAME);
await jax?.init("wasm");

/** What works are done with, which are asked for only where it is installed. */
export const library = (): Jax => jax!;
