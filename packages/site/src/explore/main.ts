import { aNetworkLearns } from "./scenes/learn.ts";
import { digitsOfYours } from "./scenes/digits.ts";
import { yourOwn } from "./scenes/own.ts";
import { pruneWithSlider } from "./scenes/prune.ts";
import { removeOneWeight } from "./scenes/remove.ts";
import { meanAndVariance } from "./scenes/spread.ts";

/** The scenes, started as they come near, so that the first one is there at once. */
const scenes: Readonly<Record<string, () => void>> = {
  a: aNetworkLearns,
  b: removeOneWeight,
  c: meanAndVariance,
  d: pruneWithSlider,
  e: digitsOfYours,
  f: yourOwn,
};

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      scenes[target.id]?.();
      target.classList.add("ready");
    }
  },
  { rootMargin: "600px" },
);
for (const id of Object.keys(scenes)) {
  const section = document.getElementById(id);
  if (section !== null) observer.observe(section);
}

// A link to a state, `#b?edge=0.0.1`, has no element of its name: scroll to its scene.
function toScene(): void {
  const [named] = location.hash.slice(1).split("?");
  if (Object.hasOwn(scenes, named)) document.getElementById(named)?.scrollIntoView();
}
addEventListener("hashchange", toScene);
toScene();

// A file that is dropped beside its scene does not take the place of the page.
addEventListener("dragover", (event) => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "none";
});
addEventListener("drop", (event) => event.preventDefault());
