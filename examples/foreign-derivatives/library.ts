import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What is used of js-pytorch, whose own types leave most of it open. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Nested | number;
  readonly grad: Nested | number;
  backward(gradient: Tensor): void;
  neg(): Tensor;
  exp(): Tensor;
  log(): Tensor;
  sqrt(): Tensor;
  add(other: Tensor | number): Tensor;
  sub(other: Tensor | number): Tensor;
  mul(other: Tensor | number): Tensor;
  div(other: Tensor | number): Tensor;
  matmul(other: Tensor): Tensor;
  pow(n: number): Tensor;
  sum(axis?: number, keepAxes?: boolean): Tensor;
  mean(axis?: number, keepAxes?: boolean): Tensor;
  variance(axis?: number, keepAxes?: boolean): Tensor;
  transpose(a: number, b: number): Tensor;
  reshape(shape: readonly number[]): Tensor;
  at(rows: readonly number[], columns?: readonly number[]): Tensor;
  masked_fill(mask: Tensor, condition: (value: number) => boolean, value: number): Tensor;
}

export type Nested = readonly (number | Nested)[];

interface Module {
  forward(x: Tensor, y?: Tensor): Tensor;
}

export interface Linear extends Module {
  readonly W: Tensor;
  readonly b: Tensor;
}

/** A module of which nothing is used but that it can be made from sizes, and run. */
type Sized = new (...sizes: readonly number[]) => Module;

export interface Torch {
  readonly tensor: (values: Nested, requiresGradient?: boolean) => Tensor;
  readonly div: (a: Tensor | number, b: Tensor) => Tensor;
  readonly nn: Readonly<Record<"ReLU" | "Softmax" | "CrossEntropyLoss" | "MSELoss", new () => Module>> &
    Readonly<
      Record<
        "LayerNorm" | "FullyConnected" | "Embedding" | "PositionalEmbedding" | "MultiHeadSelfAttention",
        Sized
      >
    > & { readonly Linear: new (ins: number, outs: number) => Linear };
}

const folder = fileURLToPath(new URL(".", import.meta.url));

/** The library, installed into this folder the first time; its GPU part, which needs a compiler, stays behind. */
export async function loadLibrary(): Promise<{ torch: Torch; version: string }> {
  if (!existsSync(`${folder}node_modules/js-pytorch`)) {
    console.error("Installing js-pytorch into this example …");
    const install = "npm install --ignore-scripts --no-audit --no-fund --no-package-lock";
    const { status } = spawnSync(install, { cwd: folder, stdio: "inherit", shell: true });
    if (status !== 0) throw new Error("npm could not install js-pytorch");
  }
  const name = "js-pytorch"; // a variable, so that the compiler does not look for a package that may not be there
  const { torch }: { torch: Torch } = await import(name);
  const { version } = JSON.parse(readFileSync(`${folder}node_modules/js-pytorch/package.json`, "utf8"));
  return { torch, version };
}
