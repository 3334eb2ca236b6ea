import { COPIED_BYTES } from "../tasks.ts";
import type { Work } from "./work.ts";

export const limits: Work = {
  name: "limits",
  title: "What the machine can do",
  counted:
    "Multiplications and additions by the SIMD instructions of WebAssembly in one thread, and almost nothing else; and copies, or " +
    `writing, of ${COPIED_BYTES / 2 ** 20} MiB of memory that is there already.`,
  contenders: ["limit"],
  cases: [
    { name: "arithmetic in f32", work: "limit", task: { of: "f32" }, flop: 1e9 },
    { name: "arithmetic in f64", work: "limit", task: { of: "f64" }, flop: 1e9 },
    { name: "copy", work: "limit", task: { of: "copy" }, bytes: COPIED_BYTES },
    { name: "write", work: "limit", task: { of: "fill" }, bytes: COPIED_BYTES },
  ],
};
