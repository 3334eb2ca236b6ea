import { reference, useKernels } from "../packages/tensor/src/index.ts";
import { afterAll } from "vitest";

// Files share a process, and a page may choose other kernels: each file begins with the plain ones.
afterAll(() => useKernels(reference));
