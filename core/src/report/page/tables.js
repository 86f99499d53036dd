// The picture as tables: edges, nodes, and the rules of its roles.

const tables = [
  {
    name: "Edges",
    items: edges,
    item: (edge) => edge,
    columns: [["From", (e) => nodes[e.from].name], ["", (e) => nodes[e.from].kind, "short"],
              ["Relation", (e) => e.kind.replace(/-/g, " "), "short"], ["To", (e) => nodes[e.to].name],
              ["", (e) => nodes[e.to].kind, "short"], ["Scope", (e) => e.scope || ""],
              ["Verbs", (e) => (e.verbs || []).join(" ")],
              ["Rules", (e) => (e.rules || []).join(", "), "short"],
              ["Note", (e) => [e.names && "only " + e.names.join(", "), e.count > 1 && "stands for " + e.count,
                               e.dead && "dead: " + e.dead, e.missing && missingText(e),
                               e.change && (e.change === "onlyA" ? "only in A" : "only in B")].filter(Boolean).join("; ")]],
  },
  {
    name: "Nodes",
    items: nodes,
    item: (node) => node,
    columns: [["Name", (n) => n.name], ["Kind", (n) => n.kind, "short"], ["Namespace", (n) => n.ns, "short"],
              ["What", (n) => [n.warning, n.detail].filter(Boolean).join(": ")], ["Ways in", (n) => n.into.length, "number"],
              ["Ways out", (n) => n.outOf.length, "number"], ["Source", (n) => n.places.join(", "), "place"]],
  },
  {
    name: "Rules",
    items: nodes.flatMap((node) => (node.rules || []).map((rule) => ({role: node, rule}))),
    item: (row) => row.role,
    columns: [["Role", (r) => r.role.name], ["Kind", (r) => r.role.kind, "short"],
              ["Namespace", (r) => r.role.ns, "short"], ["Rule", (r) => r.rule.index, "number"],
              ["Verbs", (r) => (r.rule.verbs || []).join(" ")],
              ["API groups", (r) => (r.rule.apiGroups || []).map((g) => g || '""').join(" ")],
              ["Resources", (r) => [...(r.rule.resources || []), ...(r.rule.nonResourceURLs || [])].join(" ")],
              ["Only named", (r) => (r.rule.resourceNames || []).map((name) => name || '""').join(" ")],
              ["Source", (r) => r.rule.place || "", "place"]],
  },
].filter((table) => table.items.length);

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return a < b ? -1 : a > b ? 1 : 0;
}

function sortBy(table, column, header) {
  const up = header.getAttribute("aria-sort") !== "ascending";
  for (const each of table.headers) each.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", up ? "ascending" : "descending");
  const value = table.columns[column][1];
  const rows = table.rows.map((row, at) => ({row, at, value: value(row.of)}));
  rows.sort((a, b) => (up ? compare(a.value, b.value) : compare(b.value, a.value)) || a.at - b.at);
  table.rows = rows.map((each) => each.row);
  table.body.append(...table.rows);
}

function buildTable(table) {
  const head = make("tr");
  table.headers = table.columns.map(([title], at) => {
    const button = make("button", "", title || "Kind");
    button.type = "button";
    // On paper a head with a button would not be said again on the next page.
    const header = make("th", "", button, make("span", "paper", button.textContent));
    header.scope = "col";
    button.addEventListener("click", () => sortBy(table, at, header));
    head.append(header);
    return header;
  });
  table.body = make("tbody");
  table.rows = table.items.map((of) => {
    const row = make("tr", "", ...table.columns.map(([, value, look]) => make("td", look || "", String(value(of)))));
    row.of = of;
    row.addEventListener("click", () => {
      select(table.item(of));
      bringIntoView(isNode(table.item(of)) ? table.item(of) : nodes[table.item(of).from]);
    });
    return row;
  });
  table.body.append(...table.rows);
  const title = make("h3", "", table.name);
  title.hidden = true;  // the tab says it; on paper there is none
  table.box = make("div", "", title, make("table", "", make("thead", "", head), table.body));
  table.box.setAttribute("role", "tabpanel");
  return table.box;
}

function showTable(shown) {
  for (const table of tables) {
    table.box.hidden = table !== shown;
    table.tab.setAttribute("aria-selected", String(table === shown));
    table.tab.tabIndex = table === shown ? 0 : -1;
  }
}

function buildTables() {
  const tabs = document.getElementById("tabs");
  const box = document.getElementById("table-box");
  for (const table of tables) {
    box.append(buildTable(table));
    table.tab = make("button", "", "");
    table.tab.type = "button";
    table.tab.setAttribute("role", "tab");
    table.tab.addEventListener("click", () => showTable(table));
    tabs.append(table.tab);
  }
  tabs.addEventListener("keydown", (event) => {
    const step = {ArrowRight: 1, ArrowLeft: tables.length - 1}[event.key];
    if (!step) return;
    const at = tables.findIndex((table) => table.tab === document.activeElement);
    const next = tables[(at + step) % tables.length];
    showTable(next);
    next.tab.focus();
    event.preventDefault();
  });
  if (tables.length) showTable(tables[0]);
  document.getElementById("tables").hidden = !tables.length;
}

// Rows follow the filters and the selection.
function refreshTables() {
  for (const table of tables) {
    let shown = 0;
    for (const row of table.rows) {
      const item = table.item(row.of);
      row.hidden = !item.shown;
      row.classList.toggle("selected", item === selected);
      if (item.shown) ++shown;
    }
    const all = table.rows.length;
    table.tab.textContent = table.name + " " + (shown === all ? all : shown + " of " + all);
  }
}
