// The picture: pan, zoom, what is pointed at, selected and found.

const frame = document.getElementById("picture");
const picture = frame.querySelector("svg");
const SVG = "http://www.w3.org/2000/svg";
const whole = picture.viewBox.baseVal;
const all = {x: whole.x, y: whole.y, width: whole.width, height: whole.height};
const camera = {...all, scale: 1};  // scale: pixels for one unit of the picture
const LARGEST = 6;

function draw() {
  camera.width = frame.clientWidth / camera.scale;
  camera.height = frame.clientHeight / camera.scale;
  picture.setAttribute("viewBox", [camera.x, camera.y, camera.width, camera.height].join(" "));
}

function wholeScale() {
  return Math.min(frame.clientWidth / all.width, frame.clientHeight / all.height);
}

function showAll() {
  camera.scale = Math.min(wholeScale(), 2);
  camera.x = all.x - (frame.clientWidth / camera.scale - all.width) / 2;
  camera.y = all.y - (frame.clientHeight / camera.scale - all.height) / 2;
  draw();
}

// Names have to be legible, so a tall picture begins at its width: with what it is about in sight,
// or, where that is beside it or are many things of a comparison, at the top.
function showBeginning() {
  const scale = Math.min(Math.max(frame.clientWidth / all.width, 0.9), 1.35);
  if (wholeScale() >= scale) return showAll();
  camera.scale = scale;
  camera.x = all.x - (frame.clientWidth / scale - all.width) / 2;
  if (all.width * scale > frame.clientWidth) camera.x = all.x;
  camera.y = all.y;
  draw();
  const starts = nodes.filter((node) => node.start && node.element);
  if (starts.length !== 1 || data.compares) return;
  if (boxOf(starts[0].element).x < camera.x + camera.width) bringIntoView(starts[0], true);
}

function zoomBy(factor, atX = frame.clientWidth / 2, atY = frame.clientHeight / 2) {
  const scale = Math.min(Math.max(camera.scale * factor, Math.min(wholeScale(), 1) / 2), LARGEST);
  camera.x += atX / camera.scale - atX / scale;
  camera.y += atY / camera.scale - atY / scale;
  camera.scale = scale;
  draw();
}

function boxOf(element) {
  const box = element.getBBox();
  const from = element.getCTM();
  const to = picture.getCTM() || new DOMMatrix();
  const matrix = to.inverse().multiply(from);
  const a = new DOMPoint(box.x, box.y).matrixTransform(matrix);
  const b = new DOMPoint(box.x + box.width, box.y + box.height).matrixTransform(matrix);
  return {x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(b.x - a.x), height: Math.abs(b.y - a.y)};
}

function bringIntoView(node, centre = false) {
  if (!node.element || node.element.classList.contains("out")) return;
  const box = boxOf(node.element);
  const margin = 24;
  if (centre || box.y < camera.y + margin || box.y + box.height > camera.y + camera.height - margin)
    camera.y = Math.max(all.y - margin, box.y + box.height / 2 - camera.height / 2);
  if (box.x < camera.x || box.x + box.width > camera.x + camera.width)
    camera.x = box.x + box.width / 2 - camera.width / 2;
  draw();
}

// Marks the ways through something; nothing gives the whole picture back.
function mark(found) {
  picture.classList.toggle("chained", Boolean(found));
  for (const node of nodes)
    if (node.element) node.element.classList.toggle("on", Boolean(found) && found.nodes.has(node));
  for (const edge of edges)
    if (edge.element) edge.element.classList.toggle("on", Boolean(found) && found.edges.has(edge));
}

let selected = null;  // a node or an edge

function markSelection() {
  mark(selected && ways(selected));
}

function labelOf(node) {
  return [node.kind, node.name, node.detail, node.warning].filter(Boolean).join(", ");
}

function itemAt(target) {
  const group = target.closest ? target.closest(".node, .edge") : null;
  if (!group || !picture.contains(group)) return null;
  return (group.classList.contains("node") ? nodes : edges)[Number(group.id.slice(1))] || null;
}

// A frame around a node, which is drawn for what has the focus, is selected or found.
function addRing(node) {
  const box = node.element.getBBox();
  const ring = document.createElementNS(SVG, "rect");
  const gap = 4;
  for (const [name, value] of [["x", box.x - gap], ["y", box.y - gap], ["width", box.width + 2 * gap],
                               ["height", box.height + 2 * gap], ["rx", 3], ["class", "ring"]])
    ring.setAttribute(name, value);
  node.element.insertBefore(ring, node.element.firstChild);
}

function prepareItems() {
  for (const node of nodes) {
    if (!node.element) continue;
    addRing(node);
    node.element.setAttribute("tabindex", "-1");
    node.element.setAttribute("role", "button");
    node.element.setAttribute("aria-label", labelOf(node));
  }
  for (const edge of edges) {
    const path = edge.element && edge.element.querySelector("path");
    if (!path) continue;
    const hit = path.cloneNode();
    for (const name of ["stroke", "stroke-width", "stroke-dasharray"]) hit.removeAttribute(name);
    hit.setAttribute("class", "hit");
    path.parentNode.insertBefore(hit, path);
  }
}

function followPointer() {
  let drag = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && !event.target.closest("#zoom"))
      drag = {x: event.clientX, y: event.clientY, moved: false, id: event.pointerId};
  });
  frame.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const x = event.clientX - drag.x;
    const y = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(x, y) < 4) return;
    if (!drag.moved) frame.setPointerCapture(drag.id);
    drag = {...drag, x: event.clientX, y: event.clientY, moved: true};
    frame.classList.add("dragged");
    camera.x -= x / camera.scale;
    camera.y -= y / camera.scale;
    draw();
  });
  frame.addEventListener("pointerup", (event) => {
    const clicked = drag && !drag.moved;
    drag = null;
    frame.classList.remove("dragged");
    if (clicked) select(itemAt(event.target));
  });
  frame.addEventListener("pointercancel", () => {
    drag = null;
    frame.classList.remove("dragged");
  });
  frame.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = frame.getBoundingClientRect();
    const lines = event.deltaMode === 1 ? 16 : 1;
    zoomBy(Math.exp(-event.deltaY * lines * 0.0015), event.clientX - box.left, event.clientY - box.top);
  }, {passive: false});
  picture.addEventListener("pointerover", (event) => {
    const item = drag && drag.moved ? null : itemAt(event.target);
    if (item) mark(ways(item));
  });
  picture.addEventListener("pointerout", (event) => {
    if (!event.relatedTarget || !itemAt(event.relatedTarget)) markSelection();
  });
  for (const button of document.querySelectorAll("[data-zoom]"))
    button.addEventListener("click", () => {
      if (button.dataset.zoom === "fit") showAll();
      else zoomBy(button.dataset.zoom === "in" ? 1.3 : 1 / 1.3);
    });
}
