import type { Case } from "./case.ts";
import { mnist } from "./mnist.ts";
import { pde } from "./pde.ts";
import type { Recipe } from "./recipe.ts";

/** The paper's two problems, by name. */
export const cases: Readonly<Record<Recipe["case"], Case>> = { pde, mnist };
