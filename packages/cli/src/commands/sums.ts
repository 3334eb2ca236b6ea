import type { DType } from "@espalier/tensor";
import type { Command } from "commander";
import { oneOf } from "../values.ts";

/** The precision of sums over samples. */
export interface SumsOption {
  readonly sums?: DType;
}

export const withSumsOption = (command: Command): Command =>
  command.option(
    "--sums <precision>",
    "precision of the sums over the samples of a chunk, for a network in f32: f64, f32 (default: f64); f32 is faster",
    oneOf("--sums", ["f64", "f32"]),
  );
