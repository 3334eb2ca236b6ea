import { strategyLooks } from "../src/explore/looks.ts";

/** A class for the colour of each strategy; lighter on a dark page. */
export const strategyColours = (): string =>
  [...strategyLooks]
    .map(
      ([name, { colour }]) =>
        `.s-${name}{--colour:light-dark(${colour},color-mix(in oklab,${colour},white 30%))}\n`,
    )
    .join("");
