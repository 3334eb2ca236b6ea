import type { Own } from "../compute/own.ts";
import { percent, time } from "../format.ts";
import type { Scene } from "../scene.ts";

/** The pruned file of scene f: its sentence, its table, its picture, and a link that saves it. */
export function resultIn<S extends object>(
  scene: Scene<S>,
): { readonly show: (own: Own) => void; readonly clear: () => void } {
  let urls: string[] = [];

  function show({ removed, weights, relative, sizes, layers, seconds, name, bytes, picture }: Own): void {
    urls.forEach((url) => URL.revokeObjectURL(url));
    const urlOf = (content: BlobPart, type: string): string => {
      const url = URL.createObjectURL(new Blob([content], { type }));
      urls = [...urls, url];
      return url;
    };
    urls = [];
    scene.say(
      `${removed.toLocaleString("en")} of ${weights.toLocaleString("en")} weights are removed, ${percent(removed / weights)}. On these inputs the outputs change by ${percent(relative)}. It took ${time(seconds)}.`,
    );
    scene.tabulate(
      ["layer", "weights", "kept", "change of the outputs alone"],
      layers.map((layer) => [
        layer.name,
        layer.weights.toLocaleString("en"),
        layer.kept.toLocaleString("en"),
        percent(layer.measured),
      ]),
    );
    const save = scene.part("save", HTMLAnchorElement);
    save.href = urlOf(bytes, "application/octet-stream");
    save.download = name;
    save.textContent = `Save ${name}, ${sizes}`;
    save.hidden = false;
    const image = scene.part("picture", HTMLImageElement);
    image.src = urlOf(picture, "image/svg+xml");
    image.hidden = false;
  }

  function clear(): void {
    for (const name of ["save", "picture"]) scene.part(name, HTMLElement).hidden = true;
    scene.part("numbers", HTMLElement).replaceChildren();
  }

  return { show, clear };
}
