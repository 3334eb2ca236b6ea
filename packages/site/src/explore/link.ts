/** One value of a scene's state, as it stands in a link. */
export interface Key<T> {
  readonly initial: T;
  /** undefined for a text that is not valid, beside the other texts of the link where it depends on them. */
  readonly parse: (text: string, others?: ReadonlyMap<string, string>) => T | undefined;
  readonly show: (value: T) => string;
}

export type Keys<S> = { readonly [K in keyof S]: Key<S[K]> };

/** A number in a range. */
export const number = (initial: number, least: number, most: number): Key<number> => ({
  initial,
  parse: (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    return value >= least && value <= most ? value : undefined;
  },
  show: (value) => String(Number(value.toPrecision(6))),
});

/** A whole number in a range. */
export const whole = (initial: number, least: number, most: number): Key<number> => ({
  ...number(initial, least, most),
  parse: (text) => {
    const value = number(initial, least, most).parse(text);
    return Number.isInteger(value) ? value : undefined;
  },
});

/** One of some words. */
export const oneOf = <T extends string>(words: readonly T[], initial: T): Key<T> => ({
  initial,
  parse: (text) => words.find((word) => word === text),
  show: (word) => word,
});

/** A value, or none. */
export const optional = <T>({ parse, show }: Key<T>): Key<T | undefined> => ({
  initial: undefined,
  parse,
  show: (value) => (value === undefined ? "" : show(value)),
});

/** What stands after # in a link: `#b?edge=0.0.1&d=-7.5`. */
export function readHash(hash: string): {
  readonly scene: string;
  readonly texts: ReadonlyMap<string, string>;
} {
  const [scene, query = ""] = hash.replace(/^#/, "").split("?");
  return { scene, texts: new Map(new URLSearchParams(query)) };
}

/** The state that a link asks for, and the parts of the link that are not valid, which change nothing. */
export function stateFrom<S extends object>(
  keys: Keys<S>,
  texts: ReadonlyMap<string, string>,
): { readonly state: S; readonly ignored: readonly string[] } {
  const ignored: string[] = [];
  const state: Partial<S> = {};
  for (const name of Object.keys(keys) as (keyof S & string)[]) {
    const text = texts.get(name);
    const value = text === undefined ? undefined : keys[name].parse(text, texts);
    if (text !== undefined && value === undefined) ignored.push(`${name}=${text}`);
    state[name] = value ?? keys[name].initial;
  }
  for (const [name, text] of texts) if (!Object.hasOwn(keys, name)) ignored.push(`${name}=${text}`);
  return { state: state as S, ignored };
}

/** The link of a state: what differs from the initial state, in the order of the keys. */
export function hashOf<S extends object>(scene: string, keys: Keys<S>, state: S): string {
  const parts = (Object.keys(keys) as (keyof S & string)[]).flatMap((name) => {
    const [text, initial] = [keys[name].show(state[name]), keys[name].show(keys[name].initial)];
    return text === initial ? [] : `${name}=${encodeURIComponent(text).replaceAll("%2C", ",")}`;
  });
  return parts.length === 0 ? `#${scene}` : `#${scene}?${parts.join("&")}`;
}
