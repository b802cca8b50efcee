/**
 * A picture of a network: `<figure data-island="network">` with its nodes and links as JSON in a `script` of type `application/json`. The table that
 * the server writes beside it says the same and stays. Nodes are links to their pages, so the keyboard reaches them.
 */
import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";

interface Data {
  nodes: { id: string; label: string; href?: string; n?: number; class?: string }[];
  links: { source: string; target: string; n?: number; label?: string; class?: string }[];
}

type Placed = Data["nodes"][number] & SimulationNodeDatum & { r: number };

/** More cannot be told apart; the table has them all. */
const most = 150;
/** The widest that it is drawn; a narrow page draws it as wide as it is, so that letters keep their size. */
const widest = 960;
/** Height of a line of a name, and the width of a letter: of Chinese, and of others. */
const [line, broad, letter] = [15, 12.5, 6.7];
const namespace = "http://www.w3.org/2000/svg";

function draw(name: string, attributes: Record<string, string | number | undefined>, ...children: Node[]): SVGElement {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

function titled(text: string): SVGElement {
  const title = draw("title", {});
  title.textContent = text;
  return title;
}

export function mount(figure: HTMLElement) {
  const text = figure.querySelector("script[type='application/json']")?.textContent;
  if (!text) return;
  const { nodes: all, links: stated } = JSON.parse(text) as Data;
  const degree = new Map<string, number>();
  for (const { source, target } of stated) for (const id of [source, target]) degree.set(id, (degree.get(id) ?? 0) + 1);
  const linked = (id: string) => degree.get(id) ?? 0;
  const width = Math.max(320, Math.min(widest, figure.clientWidth || widest)), height = Math.round(width < 600 ? width * 1.3 : width * 0.7);
  const nodes: Placed[] = [...all].sort((a, b) => linked(b.id) - linked(a.id)).slice(0, most)
    .map(node => ({ ...node, r: 5 + Math.min(14, Math.sqrt(node.n ?? linked(node.id)) * 2) }));
  const byId = new Map(nodes.map(node => [node.id, node]));
  const links = stated.flatMap(link => {
    const source = byId.get(link.source), target = byId.get(link.target);
    return source && target ? [{ ...link, source, target }] : [];
  });
  const simulation = forceSimulation(nodes)
    .force("link", forceLink(links).distance(70).strength(0.5))
    .force("charge", forceManyBody().strength(-width / 5))
    .force("centre", forceCenter(width / 2, height / 2))
    .force("x", forceX(width / 2).strength(0.06))
    .force("y", forceY(height / 2).strength(0.09))
    .force("apart", forceCollide<Placed>(node => node.r + 6))
    .stop();
  // The same data give the same picture: there is no chance in it, and nothing moves.
  simulation.tick(300);
  fill(nodes, [width, height]);
  figure.prepend(picture(figure, nodes, links, [width, height]));
}

/** Moves nodes apart until they fill the picture, with room for names at its sides. */
function fill(nodes: Placed[], [width, height]: [number, number]) {
  const side = width < 600 ? 40 : 130;
  const stretch = (of: "x" | "y", from: number, to: number) => {
    const all = nodes.map(node => node[of] ?? 0), least = Math.min(...all), most = Math.max(...all);
    for (const node of nodes) node[of] = most > least ? from + ((node[of] ?? 0) - least) / (most - least) * (to - from) : (from + to) / 2;
  };
  stretch("x", side, width - side);
  stretch("y", 30, height - 30);
}

interface Box { left: number; top: number; right: number; bottom: number }
type Anchor = "start" | "middle" | "end";
interface Name { x: number; y: number; anchor: Anchor; box: Box }

const meet = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const widthOf = (text: string) => [...text].reduce((sum, char) => sum + (char.charCodeAt(0) >= 0x2e80 ? broad : letter), 0);

/** Where the name of a node can stand: behind it, before it, below and above. */
function places(text: string, x: number, y: number, r: number): Name[] {
  const wide = widthOf(text), gap = r + 4;
  const at = (x: number, y: number, anchor: Anchor): Name => {
    const left = anchor === "start" ? x : anchor === "end" ? x - wide : x - wide / 2;
    return { x, y, anchor, box: { left, right: left + wide, top: y - line + 3, bottom: y + 3 } };
  };
  return [at(x + gap, y + 4, "start"), at(x - gap, y + 4, "end"), at(x, y + r + line, "middle"), at(x, y - gap - 1, "middle")];
}

/** Names for as many nodes as can have one without covering another node or name, those with the most links first. */
function names(nodes: Placed[], [width, height]: [number, number]): (Name | undefined)[] {
  const circles = nodes.map(({ x = 0, y = 0, r }): Box => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }));
  const taken: Box[] = [];
  return nodes.map((node, i) => {
    const free = places(node.label, node.x ?? 0, node.y ?? 0, node.r).find(({ box }) =>
      box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height
      && !taken.some(other => meet(box, other)) && !circles.some((circle, other) => other !== i && meet(box, circle)));
    if (free) taken.push(free.box);
    return free;
  });
}

function picture(figure: HTMLElement, nodes: Placed[], links: { source: Placed; target: Placed; n?: number; label?: string; class?: string }[], size: [number, number]): SVGElement {
  // Nothing leaves the picture: what the forces drive out stands at its edge.
  for (const node of nodes) {
    node.x = Math.min(size[0] - node.r - 2, Math.max(node.r + 2, node.x ?? 0));
    node.y = Math.min(size[1] - node.r - 2, Math.max(node.r + 2, node.y ?? 0));
  }
  const named = names(nodes, size);
  const rounded = (value: number | undefined) => Math.round((value ?? 0) * 10) / 10;
  const at = (node: Placed) => ({ x: rounded(node.x), y: rounded(node.y) });
  const lines = links.map(({ source, target, n, label, class: kind }) => {
    const [from, to] = [at(source), at(target)];
    const line = draw("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, class: `link ${kind ?? ""}`, "stroke-width": Math.min(6, 1 + (n ?? 1) / 3) });
    if (label) line.append(titled(label));
    return { line, source, target };
  });
  // Names stand over all nodes, so that no node covers one.
  const labels: SVGElement[] = [];
  const marks = nodes.map((node, i) => {
    const { x, y } = at(node);
    // A name that finds no room is shown when its node is looked at, towards the middle of the picture.
    const hidden = places(node.label, x, y, node.r)[x < size[0] / 2 ? 0 : 1];
    const place = named[i] ?? hidden;
    const label = draw("text", { x: rounded(place?.x), y: rounded(place?.y), "text-anchor": place?.anchor, class: named[i] ? "name" : "name rare", "aria-hidden": "true" });
    label.textContent = node.label;
    labels.push(label);
    const mark = draw("a", { href: node.href, class: `node ${node.class ?? ""}`, ...(!node.href && { tabindex: 0 }) }, titled(node.label), draw("circle", { cx: x, cy: y, r: node.r }));
    const look = (is: boolean) => {
      for (const { line, source, target } of lines) line.classList.toggle("near", is && (source === node || target === node));
      for (const part of [mark, label]) part.classList.toggle("near", is);
    };
    for (const event of ["pointerenter", "focus"]) mark.addEventListener(event, () => look(true));
    for (const event of ["pointerleave", "blur"]) mark.addEventListener(event, () => look(false));
    return mark;
  });
  const caption = figure.getAttribute("aria-label") ?? figure.querySelector("figcaption")?.textContent?.trim() ?? "";
  return draw("svg", { viewBox: `0 0 ${size[0]} ${size[1]}`, class: "network", role: "group", "aria-label": caption }, ...lines.map(({ line }) => line), ...marks, ...labels);
}
