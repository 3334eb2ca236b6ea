import { tensor } from "../../src/index.ts";
import { toNdarray } from "../../src/ndarray.ts";

export const result: number = toNdarray(tensor([1])).get(0);
