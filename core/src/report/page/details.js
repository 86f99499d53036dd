// The panel at the side: what is known of the node or edge that is selected.

function ruleCard(rule) {
  const list = make("dl");
  for (const [title, words] of [["verbs", rule.verbs], ["API groups", rule.apiGroups], ["resources", rule.resources],
                                ["only named", rule.resourceNames], ["URLs", rule.nonResourceURLs]])
    if (words && words.length)
      list.append(make("dt", "", title), make("dd", "", words.map((word) => word || '""').join(", ")));
  if (rule.aggregatedFrom) list.append(make("dt", "", "aggregated from"), make("dd", "", rule.aggregatedFrom));
  const side = data.compares ? (rule.side === 0 ? "A: " : "B: ") : "";
  const head = make("div", "head", make("b", "", side + "rule " + rule.index), make("span", "mono", rule.place || ""));
  return make("div", "card", head, list);
}

function edgeWords(edge) {
  const words = [edge.kind.replace(/-/g, " ")];
  if (edge.scope) words.push(edge.scope);
  if (edge.verbs) words.push(edge.verbs.join(" "));
  if (edge.names) words.push("only " + edge.names.map((name) => name || '""').join(", "));
  if (edge.rules) words.push((edge.rules.length === 1 ? "rule " : "rules ") + edge.rules.join(", "));
  if (edge.count > 1) words.push("stands for " + edge.count);
  if (edge.missing) words.push(missingText(edge));
  if (edge.dead) words.push("dead: " + edge.dead);
  if (edge.change) words.push(edge.change === "onlyA" ? "only in A" : "only in B");
  return words.join(" · ");
}

function neighbour(edge, node) {
  const button = make("button", "neighbour", tile(node), " ", make("span", "name", node.name),
                      make("small", "", edgeWords(edge)));
  button.type = "button";
  button.addEventListener("click", () => {
    select(node);
    bringIntoView(node);
  });
  return button;
}

function neighbours(title, list, end) {
  if (!list.length) return [];
  return [make("h3", "", title + " (" + list.length + ")"),
          ...list.map((edge) => neighbour(edge, nodes[edge[end]]))];
}

function nodeFacts(node) {
  const facts = [make("p", "", [node.kind, node.detail].filter(Boolean).join(" · "))];
  for (const place of node.places) facts.push(make("p", "mono", place));
  if (node.start) facts.push(make("p", "", "The question is about it."));
  if (node.missing) facts.push(make("p", "gap", "Named, but not in the input."));
  if (node.folded) facts.push(make("p", "gap", node.folded));
  if (node.wildcard) facts.push(make("p", "risk", make("b", "", "wildcard"), " has a * in its rules"));
  for (const power of node.powerful || [])
    facts.push(make("p", "risk", make("b", "", power.name), " " + power.meaning + " (" + power.id + ")"));
  if (node.note) facts.push(make("p", "", node.note));
  if (node.change) facts.push(make("p", "", node.change === "onlyA" ? "Only in A." : "Only in B."));
  return facts;
}

function rulesOf(node) {
  if (!node.rules || !node.rules.length) return [];
  const some = node.ruleCount && node.rules.length < node.ruleCount;
  const title = some ? "Rules, " + node.rules.length + " of " + node.ruleCount : "Rules (" + node.rules.length + ")";
  return [make("h3", "", title), ...node.rules.map(ruleCard)];
}

// The rules that an edge from a role rests on.
function rulesBehind(edge) {
  const rules = nodes[edge.from].rules || [];
  const side = edge.change === "onlyB" ? 1 : 0;
  return rules.filter((rule) => edge.rules && edge.rules.includes(rule.index) && rule.side === side);
}

function describeNode(node) {
  const where = node.ns && node.kind !== "Namespace" ? make("p", "", "in namespace " + node.ns) : null;
  return [make("h2", "", tile(node), make("span", "", node.name)), ...nodeFacts(node), where, ...rulesOf(node),
          ...neighbours("Comes from", node.into, "from"), ...neighbours("Leads to", node.outOf, "to")];
}

function describeEdge(edge) {
  const from = nodes[edge.from];
  const to = nodes[edge.to];
  return [make("h2", "", make("span", "", from.name + " → " + to.name)), make("p", "", edgeWords(edge)),
          ...rulesBehind(edge).map(ruleCard), ...neighbours("From", [edge], "from"), ...neighbours("To", [edge], "to")];
}

function describe(item) {
  const details = document.getElementById("details");
  details.replaceChildren();
  details.hidden = !item;
  document.getElementById("about").hidden = Boolean(item);
  if (!item) return;
  const close = make("button", "close", "Close");
  close.type = "button";
  close.addEventListener("click", () => select(null));
  details.append(close, ...(isNode(item) ? describeNode(item) : describeEdge(item)).filter(Boolean));
  document.getElementById("side").scrollTop = 0;
}
