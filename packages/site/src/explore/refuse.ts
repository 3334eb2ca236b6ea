/** In place of a part of the library that no scene offers: see `pages/only-offered.ts`. */
export function refuse(): never {
  throw new Error("expected what this page offers; received what needs the command line");
}
