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
/** Nodes with the most links have their names beside them; the others show theirs when they are looked at. */
const named = 40;
const [width, height] = [960, 640];
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
  const nodes: Placed[] = [...all].sort((a, b) => linked(b.id) - linked(a.id)).slice(0, most)
    .map(node => ({ ...node, r: 5 + Math.min(14, Math.sqrt(node.n ?? linked(node.id)) * 2) }));
  const byId = new Map(nodes.map(node => [node.id, node]));
  const links = stated.flatMap(link => {
    const source = byId.get(link.source), target = byId.get(link.target);
    return source && target ? [{ ...link, source, target }] : [];
  });
  const simulation = forceSimulation(nodes)
    .force("link", forceLink(links).distance(70).strength(0.5))
    .force("charge", forceManyBody().strength(-160))
    .force("centre", forceCenter(width / 2, height / 2))
    .force("x", forceX(width / 2).strength(0.06))
    .force("y", forceY(height / 2).strength(0.09))
    .force("apart", forceCollide<Placed>(node => node.r + 6))
    .stop();
  // The same data give the same picture: there is no chance in it, and nothing moves.
  simulation.tick(300);
  figure.prepend(picture(figure, nodes, links));
}

function picture(figure: HTMLElement, nodes: Placed[], links: { source: Placed; target: Placed; n?: number; label?: string; class?: string }[]): SVGElement {
  const rounded = (value: number | undefined) => Math.round((value ?? 0) * 10) / 10;
  const at = (node: Placed) => ({ x: rounded(node.x), y: rounded(node.y) });
  const lines = links.map(({ source, target, n, label, class: kind }) => {
    const [from, to] = [at(source), at(target)];
    const line = draw("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, class: `link ${kind ?? ""}`, "stroke-width": Math.min(6, 1 + (n ?? 1) / 3) });
    if (label) line.append(titled(label));
    return { line, source, target };
  });
  const marks = nodes.map((node, i) => {
    const { x, y } = at(node);
    const label = draw("text", { x: x + node.r + 4, y: y + 4, class: i < named ? "name" : "name rare" });
    label.textContent = node.label;
    const mark = draw("a", { href: node.href, class: `node ${node.class ?? ""}`, ...(!node.href && { tabindex: 0 }) }, titled(node.label), draw("circle", { cx: x, cy: y, r: node.r }), label);
    const look = (is: boolean) => {
      for (const { line, source, target } of lines) line.classList.toggle("near", is && (source === node || target === node));
      mark.classList.toggle("near", is);
    };
    for (const event of ["pointerenter", "focus"]) mark.addEventListener(event, () => look(true));
    for (const event of ["pointerleave", "blur"]) mark.addEventListener(event, () => look(false));
    return mark;
  });
  const caption = figure.getAttribute("aria-label") ?? figure.querySelector("figcaption")?.textContent?.trim() ?? "";
  // What is drawn, with room for names; small networks are not blown up.
  const [left, right] = [Math.min(...nodes.map(node => at(node).x)) - 30, Math.max(...nodes.map(node => at(node).x)) + 170];
  const [top, bottom] = [Math.min(...nodes.map(node => at(node).y)) - 30, Math.max(...nodes.map(node => at(node).y)) + 30];
  const across = Math.max(right - left, 720), down = Math.max(bottom - top, 240);
  const view = [(left + right - across) / 2, (top + bottom - down) / 2, across, down].map(rounded).join(" ");
  return draw("svg", { viewBox: view, class: "network", role: "group", "aria-label": caption }, ...lines.map(({ line }) => line), ...marks);
}
