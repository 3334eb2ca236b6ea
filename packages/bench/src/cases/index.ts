import type { Settings } from "../results.ts";
import type { Case } from "./case.ts";
import { mnist } from "./mnist.ts";
import { pde } from "./pde.ts";

/** The paper's two problems, by name. */
export const cases: Readonly<Record<Settings["case"], Case>> = { pde, mnist };
