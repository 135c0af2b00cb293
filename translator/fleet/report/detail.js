"use strict";
// One container: its texts are packed in blocks, unpacked when they are looked at.
const unpacked = new Map();
async function block(at) {
  if (!unpacked.has(at)) {
    const packed = Uint8Array.from(atob(byId("block-" + at).textContent), (char) => char.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    unpacked.set(at, JSON.parse(await new Response(stream).text()));
  }
  return unpacked.get(at);
}
function element(tag, text, name) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}
function lines(place, text, entries) {
  const box = byId(place);
  box.replaceChildren();
  if (text === null) { box.append(element("div", "There is none.", "none")); return; }
  const told = new Map();
  for (const entry of entries) told.set(entry[0], [...(told.get(entry[0]) || []), entry]);
  const all = text.split("\n");
  if (all[all.length - 1] === "") all.pop();
  all.forEach((line, at) => {
    const row = element("div", ""), entry = told.get(at + 1);
    row.append(element("span", at + 1, "at"), element("span", line, "what"));
    if (entry) {
      const fates = entry.map((one) => one[2]);
      row.classList.add(["dropped", "carried", "translated"].find((fate) => fates.includes(fate)));
      row.append(element("span", [...new Set(entry.map(fateOf))].join("; "), "place"));
      row.tabIndex = 0;
      const mark = () => point(place === "conf" ? "xml" : "conf", entry);
      row.addEventListener("click", mark);
      row.addEventListener("focus", mark);
    }
    box.append(row);
  });
}
function fateOf([, , status, where, reason]) {
  return (status === "dropped" ? "lost" : "→ " + where) + (reason ? ": " + reason : "");
}
// Mark where values stand on the other side: by the element of their place, or by their name in the residue.
function point(other, entries) {
  const wanted = [];
  for (const [, name, , where] of entries) for (const place of (where || "").split(", ")) {
    const leaf = place.split("/").pop().replace(/\[.*/, "");
    if (leaf === "") continue;
    if (other === "conf") wanted.push(leaf + "=");
    else if (place === "metadata") wanted.push("name='" + name + "'");
    else wanted.push(leaf.startsWith("@") ? leaf.slice(1) + "='" : "<" + leaf);
  }
  let first = null;
  for (const row of byId(other).children) {
    const text = row.querySelector(".what");
    const found = text !== null && wanted.some((one) => text.textContent.includes(one));
    row.classList.toggle("marked", found);
    if (found && first === null) first = row;
  }
  // where the panes stand below each other, they have no scrolling of their own
  if (first) first.parentNode.scrollTop = first.offsetTop - first.parentNode.offsetTop - first.parentNode.clientHeight / 3;
}
// What its plan says: the verdict, its turn, its data, and what is to be done.
function plan(row, item) {
  const box = byId("plan");
  box.replaceChildren();
  if (!row[AT.verdict]) return;
  const [why, data_why, asked] = item.plan || ["", "", 0];
  const verdict = element("p", "");
  const word = element("b", row[AT.verdict]);
  word.dataset.verdict = row[AT.verdict];
  const most = row[AT.data] === null ? "of unknown size" : "up to " + size(row[AT.data]) + " to copy";
  verdict.append(word, why ? ": " + why : ", turn " + row[AT.turn] + ", " + most + (data_why ? " (" + data_why + ")" : ""));
  if (asked) verdict.append(", asked by " + asked + (asked === 1 ? " other" : " others"));
  box.append(verdict);
  const tasks = item.tasks || [], routine = tasks.filter(([kind]) => data.routine.includes(kind));
  const own = tasks.filter(([kind]) => !data.routine.includes(kind));
  if (own.length) box.append(listOf(own));
  if (routine.length) {
    const rest = element("details", "");
    rest.append(element("summary", routine.length + " more, by the commands of its plan"), listOf(routine));
    box.append(rest);
  }
  const command = element("p", "Step by step: ");
  command.append(element("code", "vzvirt convert " + quoted(row[AT.source]) + " --driver lxc --plan"));
  box.append(command);
}
function listOf(tasks) {
  const list = element("ul", "");
  for (const [kind, parameter, what] of tasks) {
    const task = element("li", "");
    task.append(element("b", kind), " " + (parameter ? parameter + ": " : "") + what);
    list.append(task);
  }
  return list;
}
function quoted(path) {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : "'" + path.replace(/'/g, "'\"'\"'") + "'";
}
async function open_(at) {
  if (at < 0) return;
  state.open = nameOf(at);
  remember(true);
  await present(at);
}
async function present(at) {
  const row = data.rows[at], notes = byId("notes"), dialog = byId("detail"), name = state.open;
  let item = { conf: null, xml: null, from: "conf", entries: [], findings: [], notes: ["This page was made without its texts: see --details."] };
  const place = row[AT.detail];
  if (place >= 0) item = (await block(Math.floor(place / data.block)))[place % data.block];
  if (state.open !== name) return; // something else has been opened, or this one closed, while it was unpacked
  byId("detail-title").textContent = (row[AT.ctid] === null ? "No id" : "Container " + row[AT.ctid]) + (row[AT.name] ? ", " + row[AT.name] : "");
  notes.replaceChildren(element("p", row[AT.source], "soft"));
  plan(row, item);
  for (const note of item.notes) notes.append(element("p", note, "error"));
  for (const [line, column, code, level, message] of item.findings) notes.append(element("p", line + ":" + column + " " + code + " " + message, level));
  lines("conf", item.conf, item.from === "conf" ? item.entries : []);
  lines("xml", item.xml, item.from === "xml" ? item.entries : []);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = byId("conf").scrollTop = byId("xml").scrollTop = 0;
}
for (const jump of document.querySelectorAll("[data-jump]")) {
  jump.addEventListener("click", () => byId(jump.dataset.jump).parentNode.scrollIntoView());
}
byId("close").addEventListener("click", () => byId("detail").close());
byId("detail").addEventListener("close", () => {
  view.focus();
  if (state.open === null) return;
  state.open = null;
  if (history.state && history.state.pushed) history.back();
  else remember(false);
});
// The address has changed, or the page is new: show what it says.
function follow() {
  const before = address();
  recall();
  if (!shown.length || before.replace(/&?open=[^&]*/, "") !== address().replace(/&?open=[^&]*/, "")) refresh();
  const dialog = byId("detail"), at = state.open === null ? -1 : placeOf(state.open);
  if (at >= 0) {
    const row = shown.indexOf(at);
    if (row >= 0) move(row);
    present(at);
  } else {
    state.open = null;
    if (dialog.open) dialog.close();
  }
}
addEventListener("popstate", follow);
addEventListener("hashchange", follow);
follow();
