// The drawing as a file of its own: with the colours that the page's style gives it.
import { saveBlob } from "@/shared/lib/save.ts";

const properties = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "font-size",
  "font-weight",
  "opacity",
] as const;

export function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    for (const property of properties) copies[i]?.setAttribute(property, style.getPropertyValue(property));
  });
  for (const link of copy.querySelectorAll("a")) link.removeAttribute("href");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", "system-ui, sans-serif");
  return new XMLSerializer().serializeToString(copy);
}

export function saveSvg(svg: SVGSVGElement, name: string): void {
  saveBlob(new Blob([standalone(svg)], { type: "image/svg+xml" }), name);
}
