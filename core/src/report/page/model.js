"use strict";
// What is in the page: nodes and edges, the ways through them, and which of them are shown.
// Every text of `data` is printable already; it goes into the page as text, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const {nodes, edges} = data;

nodes.forEach((node, at) => {
  node.at = at;
  node.into = [];
  node.outOf = [];
  node.element = document.getElementById("n" + at);
  node.words = [node.name, node.id, node.kind, node.detail, node.note, node.place].join("\n").toLowerCase();
});
edges.forEach((edge, at) => {
  edge.at = at;
  edge.element = document.getElementById("e" + at);
  nodes[edge.from].outOf.push(edge);
  nodes[edge.to].into.push(edge);
  // What is asked for by verb is found at the resource.
  nodes[edge.to].words += "\n" + (edge.verbs || []).join(" ").toLowerCase();
});

const filters = {kinds: new Set(), namespaces: new Set()};

// Adds to `found` what can be reached from `start`, along the lines or against them.
function reach(start, lines, end, found) {
  const seen = new Set(start);
  const open = [...start];
  while (open.length) {
    for (const edge of open.pop()[lines]) {
      found.edges.add(edge);
      const node = nodes[edge[end]];
      if (seen.has(node)) continue;
      seen.add(node);
      found.nodes.add(node);
      open.push(node);
    }
  }
}

// Everything that lies on a way through one of these nodes: what leads there, and on from there.
function waysThrough(start) {
  const found = {nodes: new Set(start), edges: new Set()};
  reach(start, "into", "from", found);
  reach(start, "outOf", "to", found);
  return found;
}

function waysThroughEdge(edge) {
  const from = nodes[edge.from];
  const to = nodes[edge.to];
  const found = {nodes: new Set([from, to]), edges: new Set([edge])};
  reach([from], "into", "from", found);
  reach([to], "outOf", "to", found);
  return found;
}

const isNode = (item) => Boolean(item.outOf);

function ways(item) {
  return isNode(item) ? waysThrough([item]) : waysThroughEdge(item);
}

// Sets `shown` of nodes and edges by the filters; says how many nodes are.
function applyFilters() {
  let kept = null;
  if (filters.namespaces.size)
    kept = waysThrough(nodes.filter((node) => filters.namespaces.has(node.ns)));
  let count = 0;
  for (const node of nodes) {
    node.shown = !filters.kinds.has(node.kind) && (!kept || kept.nodes.has(node));
    if (node.shown) ++count;
    if (node.element) node.element.classList.toggle("out", !node.shown);
  }
  for (const edge of edges) {
    edge.shown = nodes[edge.from].shown && nodes[edge.to].shown && (!kept || kept.edges.has(edge));
    if (edge.element) edge.element.classList.toggle("out", !edge.shown);
  }
  return count;
}

// An element with classes, text and children; text is text, whatever is in it.
function make(name, className, ...content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content.filter((each) => each !== null && each !== undefined));
  return element;
}

function count(number, word) {
  return number + " " + word + (number === 1 ? "" : "s");
}

function tile(node) {
  if (!node.letters && !node.folded) return null;
  const shape = node.missing ? " missing" : node.kind === "User" ? " pill" : "";
  return make("span", "tile " + (node.folded ? "fold" : node.tone) + shape, node.folded ? "+" : node.letters);
}

// What is wrong with an edge that is marked with a cross.
function missingText(edge) {
  return edge.lacking ? "is not there, and would make it a yes" : "leads to what is not there";
}
