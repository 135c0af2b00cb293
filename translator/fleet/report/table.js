"use strict";
// The table: all rows are in memory, only those in sight are in the document.
const data = JSON.parse(document.getElementById("data").textContent);
const COLUMNS = ["Id", "Name", "Template", "Layout", "RAM", "Disk", "Addresses", "Result"];
// where a column's value stands in a row: ctid name template layout ram disk status source ips findings detail
const FIELD = [0, 1, 2, 3, 4, 5, 8, 6];
const NUMERIC = new Set([0, 4, 5]);
const HEIGHT = 36;
const byId = (id) => document.getElementById(id);
const view = byId("view"), space = byId("space"), search = byId("search"), status = byId("status");
let shown = [], active = 0, sortBy = 0, upwards = true;
const haystack = data.rows.map((row) => [row[0], row[1], row[2], row[3], row[7], row[8]].join(" ").toLowerCase());

function size(bytes) {
  if (bytes === null) return "no limit";
  let unit = 0;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  while (bytes >= 1024 && unit < 4) { bytes /= 1024; unit++; }
  return (bytes >= 10 || Number.isInteger(bytes) ? Math.round(bytes) : bytes.toFixed(1)) + " " + units[unit];
}
function cell(row, column) {
  const value = row[FIELD[column]];
  if (column === 4 || column === 5) return row[0] === null ? "" : size(value);
  return value === null ? "" : String(value);
}
function compare(a, b) {
  let x = data.rows[a][FIELD[sortBy]], y = data.rows[b][FIELD[sortBy]];
  if (NUMERIC.has(sortBy)) {
    x = x === null ? Infinity : Number(x); y = y === null ? Infinity : Number(y);
    if (Number.isNaN(x)) x = Infinity;
    if (Number.isNaN(y)) y = Infinity;
    return x < y ? -1 : x > y ? 1 : a - b;
  }
  x = x || ""; y = y || "";
  return x < y ? -1 : x > y ? 1 : a - b;
}
function refresh() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean), wanted = status.value;
  shown = [];
  for (let at = 0; at < data.rows.length; at++) {
    if (wanted && data.rows[at][6] !== wanted) continue;
    if (words.every((word) => haystack[at].includes(word))) shown.push(at);
  }
  shown.sort(compare);
  if (!upwards) shown.reverse();
  active = 0;
  view.scrollTop = 0;
  space.style.height = shown.length * HEIGHT + "px";
  byId("count").textContent = shown.length.toLocaleString("en") + " of " + data.rows.length.toLocaleString("en");
  draw();
}
function draw() {
  const first = Math.max(0, Math.floor(view.scrollTop / HEIGHT) - 5);
  const last = Math.min(shown.length, first + Math.ceil(view.clientHeight / HEIGHT) + 10);
  const rows = document.createDocumentFragment();
  for (let at = first; at < last; at++) {
    const row = data.rows[shown[at]], line = document.createElement("div");
    line.className = "row";
    line.id = "row-" + at;
    line.setAttribute("role", "row");
    line.setAttribute("aria-selected", at === active);
    line.style.top = at * HEIGHT + "px";
    line.dataset.at = at;
    COLUMNS.forEach((_, column) => {
      const text = document.createElement("span");
      text.setAttribute("role", "cell");
      text.textContent = cell(row, column) || (column === 0 ? "none" : "");
      text.title = column === 0 ? row[7] : text.textContent;
      if (NUMERIC.has(column) && column) text.className = "number";
      if (column === 7) text.dataset.status = row[6];
      line.append(text);
    });
    rows.append(line);
  }
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
function sort(column) {
  upwards = column === sortBy ? !upwards : true;
  sortBy = column;
  [...byId("head").children].forEach((cell, at) => {
    cell.setAttribute("aria-sort", at === sortBy ? (upwards ? "ascending" : "descending") : "none");
    cell.firstChild.textContent = COLUMNS[at] + (at === sortBy ? (upwards ? " ▲" : " ▼") : "");
  });
  refresh();
}
COLUMNS.forEach((title, at) => {
  const cell = document.createElement("div"), button = document.createElement("button");
  cell.setAttribute("role", "columnheader");
  if (NUMERIC.has(at) && at) cell.className = "number";
  button.type = "button";
  button.textContent = title;
  button.addEventListener("click", () => sort(at));
  cell.append(button);
  byId("head").append(cell);
});
for (const value of [...new Set(data.rows.map((row) => row[6]))].sort()) status.add(new Option(value, value));
search.addEventListener("input", refresh);
status.addEventListener("change", refresh);
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
upwards = false;
sort(0);
