import { join } from "node:path";
import { isFile } from "./pdebench.ts";

/** Where the data of a case are below `--data`, which may also be PDEBench's file. */
export async function dataFolder(data: string, name: "pde" | "mnist"): Promise<string> {
  const isPdebench = await isFile(data);
  if (isPdebench && name === "pde") return data;
  return join(isPdebench ? ".cache" : data, name);
}
