import type { Contender } from "../src/tasks.ts";
import { onnxruntime } from "./onnxruntime.ts";

export const contender: Contender = await onnxruntime("onnxruntime-web", "wasm");
