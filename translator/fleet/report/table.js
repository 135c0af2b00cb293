"use strict";
// The table: all rows are in memory, only those in sight are in the document.
const COLUMNS = [
  { key: "turn", title: "Turn", width: "5.5rem", numeric: true, tier: 2, planned: true },
  { key: "ctid", title: "Id", width: "6rem", numeric: true, tier: 1 },
  { key: "name", title: "Name", width: "1.2fr", tier: 1 },
  { key: "verdict", title: "Verdict", width: "7.5rem", tier: 1, planned: true },
  { key: "template", title: "Template", width: "1.3fr", tier: 3 },
  { key: "layout", title: "Layout", width: "8rem", tier: 3, text: (row) => [row[AT.layout], row[AT.memory]].filter(Boolean).join(" ") },
  { key: "ram", title: "RAM", width: "6.5rem", numeric: true, tier: 2, text: (row) => sizeOf(row, AT.ram) },
  { key: "disk", title: "Disk", width: "6.5rem", numeric: true, tier: 3, text: (row) => sizeOf(row, AT.disk) },
  { key: "addresses", title: "Addresses", width: "1.2fr", tier: 2 },
  { key: "result", title: "Result", width: "6rem", tier: data.planned ? 2 : 1 },
].filter((column) => data.planned || !column.planned);
const VERDICTS = ["ready", "needs work", "cannot go", ""];
const HEIGHT = 36;
const view = byId("view"), space = byId("space"), search = byId("search"), status = byId("status");
let shown = [], active = 0, printing = false;
const haystack = data.rows.map((row) => [
  row[AT.ctid], row[AT.name], row[AT.template], row[AT.layout], row[AT.memory], row[AT.source], row[AT.addresses],
  row[AT.nets], row[AT.verdict], ...data.codes.sets[row[AT.codes]].map((at) => data.codes.words[at]),
].join(" ").toLowerCase());

function size(bytes) {
  let unit = 0;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  while (bytes >= 1024 && unit < 4) { bytes /= 1024; unit++; }
  return (bytes >= 10 || Number.isInteger(bytes) ? Math.round(bytes) : bytes.toFixed(1)) + " " + units[unit];
}
function sizeOf(row, at) {
  if (row[AT.result] === "failed" || row[AT.ctid] === null) return "";
  return row[at] === null ? "no limit" : size(row[at]);
}
function cell(row, column) {
  if (column.text) return column.text(row);
  const value = row[AT[column.key]];
  return value === null ? "" : String(value);
}
function sortKey(row, column) {
  const value = row[AT[column.key]];
  if (column.key === "verdict") return VERDICTS.indexOf(value || "");
  if (!column.numeric) return column.text ? column.text(row) : value || "";
  const number = value === null ? NaN : Number(value);
  return Number.isNaN(number) ? Infinity : number;
}
function refresh() {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  // a word is in a container's own text, or in the name of a parameter that it sets, or of a node
  const sets = words.map((word) => {
    const names = new Set(data.parameters.words.flatMap((name, at) => name.toLowerCase().includes(word) ? [at] : []));
    return names.size ? data.parameters.sets.map((set) => set.some((name) => names.has(name))) : null;
  });
  const fits = (at) => words.every((word, which) =>
    haystack[at].includes(word) ||
    (sets[which] !== null && (sets[which][data.rows[at][AT.parameters]] || sets[which][data.rows[at][AT.made]])));
  shown = [];
  for (let at = 0; at < data.rows.length; at++) if (fits(at) && passes(data.rows[at])) shown.push(at);
  const column = COLUMNS.find((one) => one.key === state.sort);
  const keys = new Map(shown.map((at) => [at, sortKey(data.rows[at], column)]));
  shown.sort((a, b) => {
    const x = keys.get(a), y = keys.get(b);
    return x < y ? -1 : x > y ? 1 : a - b;
  });
  if (state.down) shown.reverse();
  active = 0;
  view.scrollTop = 0;
  byId("count").textContent = shown.length.toLocaleString("en") + " of " + data.rows.length.toLocaleString("en");
  if (search.value.trim() !== state.q) search.value = state.q;
  status.value = state.filters.get("result") || "";
  [...byId("head").children].forEach((cell, at) => {
    const ours = COLUMNS[at] === column;
    cell.setAttribute("aria-sort", ours ? (state.down ? "descending" : "ascending") : "none");
    cell.firstChild.textContent = COLUMNS[at].title + (ours ? (state.down ? " ▼" : " ▲") : "");
  });
  told();
  draw();
}
function line(at) {
  const row = data.rows[shown[at]], made = document.createElement("div");
  made.className = "row";
  made.id = "row-" + at;
  made.setAttribute("role", "row");
  made.setAttribute("aria-selected", at === active);
  made.style.top = at * HEIGHT + "px";
  made.dataset.at = at;
  for (const column of COLUMNS) {
    const text = document.createElement("span");
    text.setAttribute("role", "cell");
    text.textContent = cell(row, column) || (column.key === "ctid" ? "none" : "");
    text.title = column.key === "ctid" ? row[AT.source] : text.textContent;
    text.className = "tier-" + column.tier + (column.numeric && column.key !== "ctid" ? " number" : "");
    if (column.key === "result") text.dataset.status = row[AT.result];
    if (column.key === "verdict" && row[AT.verdict]) text.dataset.verdict = row[AT.verdict];
    made.append(text);
  }
  return made;
}
function draw() {
  const first = printing ? 0 : Math.max(0, Math.floor(view.scrollTop / HEIGHT) - 5);
  const last = printing ? shown.length : Math.min(shown.length, first + Math.ceil(view.clientHeight / HEIGHT) + 10);
  const rows = document.createDocumentFragment();
  for (let at = first; at < last; at++) rows.append(line(at));
  space.style.height = shown.length * HEIGHT + "px";
  space.replaceChildren(rows);
  view.setAttribute("aria-activedescendant", "row-" + active);
}
function move(to) {
  active = Math.max(0, Math.min(shown.length - 1, to));
  const top = active * HEIGHT;
  if (top < view.scrollTop) view.scrollTop = top;
  if (top + HEIGHT > view.scrollTop + view.clientHeight) view.scrollTop = top + HEIGHT - view.clientHeight;
  draw();
}
function sort(key) {
  state.down = key === state.sort && !state.down;
  state.sort = key;
  refresh();
  remember(false);
}
for (const column of COLUMNS) {
  const cell = document.createElement("div"), button = document.createElement("button");
  cell.setAttribute("role", "columnheader");
  cell.className = "tier-" + column.tier + (column.numeric && column.key !== "ctid" ? " number" : "");
  button.type = "button";
  button.textContent = column.title;
  button.addEventListener("click", () => sort(column.key));
  cell.append(button);
  byId("head").append(cell);
}
// on narrower screens columns of the later tiers go
for (const tier of [1, 2, 3]) {
  const widths = COLUMNS.filter((column) => column.tier <= tier).map((column) => column.width);
  byId("grid").style.setProperty("--columns-" + tier, widths.join(" "));
}
for (const value of [...new Set(data.rows.map((row) => row[AT.result]))].sort()) status.add(new Option(value, value));
search.addEventListener("input", () => { state.q = search.value.trim(); refresh(); remember(false); });
status.addEventListener("change", () => filterBy("result", status.value));
view.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
new ResizeObserver(draw).observe(view);
view.addEventListener("click", (event) => {
  const row = event.target.closest(".row");
  if (row) { move(Number(row.dataset.at)); open_(shown[active]); }
});
view.addEventListener("keydown", (event) => {
  const page = Math.floor(view.clientHeight / HEIGHT) - 1;
  const steps = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: shown.length - 1 };
  if (event.key in steps) move(steps[event.key]);
  else if (event.key === "Enter" && shown.length) open_(shown[active]);
  else return;
  event.preventDefault();
});
function toTable() {
  byId("table-part").scrollIntoView();
  view.focus({ preventScroll: true });
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-filter], [data-open], .skip");
  if (button === null) return;
  if (button.dataset.filter) { filterBy(button.dataset.filter, button.dataset.value); return; }
  event.preventDefault(); // the address is for what is open and filtered
  if (button.dataset.open) open_(placeOf(button.dataset.open));
  else toTable();
});
byId("to-table").addEventListener("click", toTable);
byId("clear").addEventListener("click", () => { state.filters.clear(); state.q = ""; refresh(); remember(false); });
if (byId("copy")) byId("copy").addEventListener("click", () => {
  getSelection().selectAllChildren(byId("host"));
  if (navigator.clipboard) navigator.clipboard.writeText(byId("host").textContent).catch(() => {});
});
// On paper all rows that are shown stand, and all that can be opened is open.
addEventListener("beforeprint", () => { printing = true; draw(); for (const one of document.querySelectorAll("details:not([open])")) { one.open = true; one.dataset.shut = ""; } });
addEventListener("afterprint", () => { printing = false; draw(); for (const one of document.querySelectorAll("details[data-shut]")) { one.open = false; delete one.dataset.shut; } });
