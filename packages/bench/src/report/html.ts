/** Markup that is safe to put into a page. */
export interface Html {
  readonly markup: string;
}

type Piece = Html | string | number | readonly Html[];

/** A template whose strings are markup and whose values are text, escaped unless they are {@link Html} themselves. */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html => ({
  markup: strings.reduce((page, string, index) => page + markupOf(pieces[index - 1]) + string),
});

function markupOf(piece: Piece): string {
  if (typeof piece === "string" || typeof piece === "number") return escapeHtml(String(piece));
  return "markup" in piece ? piece.markup : piece.map(({ markup }) => markup).join("\n");
}

/** Also for XML, and within quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Markup from a source that escapes by itself, such as a drawing. */
export const trusted = (markup: string): Html => ({ markup });
