import { join } from "node:path";
import { scenePage, scenePages } from "./explore.ts";
import { resolveLink } from "./links.ts";
import type { MenuGroup, PageParts } from "./layout.ts";
import type { Targets } from "./links.ts";
import type { StyleClasses } from "./math.ts";

export interface SpecialContext {
  readonly root: string;
  readonly classes: StyleClasses;
  readonly base: string;
  readonly menu: readonly MenuGroup[];
  readonly targets: Targets;
}

/** The pages that are not made from one Markdown file. */
export function specialPages({
  root,
  classes,
  base,
  menu,
  targets,
}: SpecialContext): Omit<PageParts, "places">[] {
  const scenes = scenePages.map((page) =>
    scenePage(page, join(root, "packages/site"), {
      classes,
      link: (target) =>
        resolveLink(root, `packages/site/explore/${page.file}`, target, targets, page.address),
    }),
  );
  return [
    ...scenes.map((page) => ({ ...page, menu })),
    {
      address: "404.html",
      title: "Not found",
      html: "<h1>There is no page at this address</h1>\n<p>Use the search at the top, or start at the overview.</p>",
      menu,
      base,
      kind: "wide",
    },
  ];
}
