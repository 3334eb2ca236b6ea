import { showNumber } from "../numbers.ts";
import { spreadOf } from "../statistics.ts";
import { guessOf } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { stages, when } from "../words.ts";

/** `Right after pruning, lowest: nonlinear at 0.2 and 0.4, elimination-compensation at 0.5.` */
export const lowest = (
  measured: Measured,
  strategies: readonly string[],
  ratios: readonly number[],
): string[] =>
  stages.flatMap((stage) => {
    const winners = ratios.flatMap((ratio) => {
      const means = strategies.flatMap((strategy) => {
        const values = [...measured.values(stage, strategy, ratio).values()];
        return values.length === 0 ? [] : [{ strategy, ratio, mean: spreadOf(values).mean }];
      });
      return means.toSorted((a, b) => a.mean - b.mean).slice(0, 1);
    });
    const isGuess = ({ mean }: { readonly mean: number }): boolean => mean >= (guessOf(measured) ?? Infinity);
    const at = (places: readonly { readonly ratio: number }[]): string =>
      `at ρ = ${places.map(({ ratio }) => ratio).join(", ")}`;
    const groups = Map.groupBy(
      winners.filter((winner) => !isGuess(winner)),
      ({ strategy }) => strategy,
    );
    const said = [...groups].map(([strategy, places]) => `\`${strategy}\` ${at(places)}`);
    const guesses = winners.filter(isGuess);
    return [
      ...(said.length === 0 ? [] : [`${when[stage]} the mean loss is lowest for ${said.join("; ")}.`]),
      ...(guesses.length === 0
        ? []
        : [
            `${when[stage]}, ${at(guesses)}, no mean loss is better than guessing, log M = ${showNumber(guessOf(measured) ?? NaN)}.`,
          ]),
    ];
  });
