/**
 * What keeps a text from being well-formed XML, as far as tags, quotes, entities and ids go; empty if nothing does. Pages are
 * written so that they pass too, with every element closed.
 */
export function faultsOf(document: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  const ids = new Set<string>();
  // The content of a style element is not markup in HTML.
  const text = document.replace(/<style>.*?<\/style>/s, "<style></style>").replace(/^<!doctype html>/, "");
  const rest = text.replaceAll(
    /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, ...groups) => {
      const [close, name, attributes, empty] = groups as string[];
      for (const [, id] of attributes.matchAll(/\sid="([^"]*)"/g)) {
        if (ids.has(id)) faults.push(`two elements with id ${id}`);
        ids.add(id);
      }
      if (close === "/" && open.pop() !== name) faults.push(`</${name}> closes something else`);
      if (close === "" && empty === "") open.push(name);
      return "";
    },
  );
  if (open.length > 0) faults.push(`not closed: ${open.join(", ")}`);
  for (const [, place] of rest.matchAll(/(.{0,20}[<>].{0,20})/g)) faults.push(`stray bracket: ${place}`);
  for (const [place] of rest.matchAll(/&(?!#?\w+;).{0,20}/g)) faults.push(`stray ampersand: ${place}`);
  return faults;
}
