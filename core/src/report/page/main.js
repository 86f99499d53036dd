// Search, filters, keys: what ties the parts together.

const search = document.getElementById("search");
let found = [];
let foundAt = -1;
let focused = null;  // the node that Tab comes to

function select(item) {
  if (selected && isNode(selected) && selected.element) selected.element.classList.remove("selected");
  selected = item;
  if (item && isNode(item) && item.element) {
    item.element.classList.add("selected");
    setFocused(item);
  }
  describe(item);
  markSelection();
  refreshTables();
}

function setFocused(node) {
  if (!node || !node.element) return;
  if (focused) focused.element.setAttribute("tabindex", "-1");
  focused = node;
  node.element.setAttribute("tabindex", "0");
}

function refresh() {
  const shown = applyFilters();
  const number = filters.kinds.size + filters.namespaces.size;
  const counter = document.getElementById("counter");
  counter.hidden = !number;
  counter.textContent = shown + " of " + count(nodes.length, "node") + ", " + count(number, "filter") + " ×";
  if (selected && !selected.shown) select(null);
  if (focused && !focused.shown) setFocused(nodes.find((node) => node.shown && node.element));
  runSearch();
  refreshTables();
}

function runSearch() {
  const text = search.value.trim().toLowerCase();
  found = text ? nodes.filter((node) => node.shown && node.words.includes(text)) : [];
  foundAt = -1;
  for (const node of nodes) if (node.element) node.element.classList.toggle("found", found.includes(node));
  document.getElementById("found").textContent = text ? (found.length ? found.length + " found" : "nothing found") : "";
}

function goToFound(step) {
  if (!found.length) return;
  foundAt = foundAt < 0 ? (step > 0 ? 0 : found.length - 1) : (foundAt + step + found.length) % found.length;
  document.getElementById("found").textContent = foundAt + 1 + " of " + found.length;
  select(found[foundAt]);
  bringIntoView(found[foundAt]);
}

function buildKinds() {
  const kinds = new Map();
  for (const node of nodes) {
    if (!kinds.has(node.kind)) kinds.set(node.kind, {node, count: 0});
    ++kinds.get(node.kind).count;
  }
  for (const [kind, {node, count: number}] of kinds) {
    const chip = make("button", "chip", tile(node) || make("span", "tile", "≡"), (kind === "Fold" ? "Folded" : kind) + " " + number);
    chip.type = "button";
    chip.setAttribute("aria-pressed", "true");
    chip.addEventListener("click", () => {
      const off = !filters.kinds.delete(kind);
      if (off) filters.kinds.add(kind);
      chip.setAttribute("aria-pressed", String(!off));
      refresh();
    });
    document.getElementById("kinds").append(chip);
  }
}

function buildNamespaces() {
  const names = [...new Set(nodes.map((node) => node.ns).filter(Boolean))].sort();
  if (names.length < 2) return;
  const box = document.getElementById("namespaces");
  const choice = make("select", "", make("option", "", "+ Namespace"), ...names.map((name) => make("option", "", name)));
  choice.setAttribute("aria-label", "Only the ways through a namespace");
  const add = (name) => {
    filters.namespaces.add(name);
    const chip = make("button", "chip remove", "ns " + name + " ×");
    chip.type = "button";
    chip.addEventListener("click", () => {
      filters.namespaces.delete(name);
      chip.remove();
      refresh();
    });
    box.append(chip);
    refresh();
  };
  choice.addEventListener("change", () => {
    const name = names[choice.selectedIndex - 1];
    choice.selectedIndex = 0;
    if (name !== undefined && !filters.namespaces.has(name)) add(name);
  });
  box.append(choice);
}

function clearFilters() {
  filters.kinds.clear();
  filters.namespaces.clear();
  for (const chip of document.querySelectorAll("#kinds .chip")) chip.setAttribute("aria-pressed", "true");
  for (const chip of document.querySelectorAll("#namespaces .chip")) chip.remove();
  refresh();
}

// The nearest node in a direction: along the lines, or within the column.
function step(node, key) {
  const middle = (each) => {
    const box = boxOf(each.element);
    return box.y + box.height / 2;
  };
  const at = middle(node);
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  let choices;
  if (sideways) {
    choices = (key === "ArrowLeft" ? node.into : node.outOf).filter((edge) => edge.shown)
        .map((edge) => nodes[key === "ArrowLeft" ? edge.from : edge.to]);
  } else {
    const below = key === "ArrowDown";
    choices = nodes.filter((each) => each !== node && each.shown && each.rank === node.rank && each.element &&
                                     (below ? middle(each) > at : middle(each) < at));
  }
  choices = choices.filter((each) => each.element);
  choices.sort((a, b) => Math.abs(middle(a) - at) - Math.abs(middle(b) - at));
  return choices[0] || null;
}

function pictureKey(event) {
  const node = nodes.find((each) => each.element && each.element === document.activeElement);
  if (!node) return false;
  if (event.key === "Enter" || event.key === " ") {
    select(node);
    return true;
  }
  if (!event.key.startsWith("Arrow")) return false;
  const next = step(node, event.key);
  if (next) {
    setFocused(next);
    next.element.focus({preventScroll: true});
    bringIntoView(next);
    if (selected) select(next);
    else mark(ways(next));
  }
  return true;
}

function escape() {
  if (selected) select(null);
  else if (search.value) search.value = "", runSearch();
  else if (filters.kinds.size + filters.namespaces.size) clearFilters();
  else markSelection();
}

function pageKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.getElementById("help").open) return false;
  if (event.key === "Escape") {
    escape();
    return true;
  }
  if (/^(INPUT|SELECT)$/.test(document.activeElement.tagName)) return false;
  if (pictureKey(event)) return true;
  const orders = {
    "/": () => search.focus(),
    "?": () => document.getElementById("help").showModal(),
    "+": () => zoomBy(1.3),
    "=": () => zoomBy(1.3),
    "-": () => zoomBy(1 / 1.3),
    "0": showAll,
  };
  if (!Object.hasOwn(orders, event.key)) return false;
  orders[event.key]();
  return true;
}

function followTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");
  let chosen = null;
  const show = () => {
    const theme = chosen || (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    button.textContent = theme === "dark" ? "Light" : "Dark";
  };
  button.addEventListener("click", () => {
    chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    show();
  });
  dark.addEventListener("change", show);
  // Paper is white.
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.theme = "light";
    picture.setAttribute("viewBox", [all.x, all.y, all.width, all.height].join(" "));
    mark(null);
  });
  addEventListener("afterprint", () => {
    show();
    draw();
    markSelection();
  });
  show();
}

function begin() {
  for (const id of ["tools", "bar", "zoom"]) document.getElementById(id).hidden = false;
  picture.removeAttribute("width");
  picture.removeAttribute("height");
  document.documentElement.classList.toggle("tall", all.height > all.width);
  followTheme();
  buildKinds();
  buildNamespaces();
  buildTables();
  prepareItems();
  setFocused(nodes.find((node) => node.start && node.element) || nodes.find((node) => node.element));
  refresh();
  showBeginning();
  followPointer();
  addEventListener("resize", draw);
  search.addEventListener("input", runSearch);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") goToFound(event.shiftKey ? -1 : 1);
  });
  document.getElementById("counter").addEventListener("click", clearFilters);
  document.getElementById("help-button").addEventListener("click", () => document.getElementById("help").showModal());
  document.addEventListener("keydown", (event) => {
    if (pageKey(event)) event.preventDefault();
  });
}

begin();
