"use strict";
// What is searched, filtered, sorted and open stands in the address: who gets the link sees the same.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
// where a value stands in a row
const AT = Object.fromEntries(data.fields.map((field, at) => [field, at]));
const NOT_SAID = "not said", NO_PLAN = "no plan";
const FILTERS = {
  verdict: ["Verdict", (row) => row[AT.verdict] || NO_PLAN],
  task: ["To do", (row, value) => has(data.tasks, row[AT.tasks], value)],
  result: ["Result", (row) => row[AT.result]],
  code: ["Finding", (row, value) => has(data.codes, row[AT.codes], value)],
  template: ["Template", (row) => row[AT.template] || NOT_SAID],
  layout: ["Layout", (row) => row[AT.layout] || NOT_SAID],
  memory: ["Memory model", (row) => row[AT.memory] || NOT_SAID],
  ram: ["RAM", ramStep],
  bridge: ["Bridge", (row, value) => (row[AT.nets] || "").split(" ").includes(value)],
  parameter: ["Parameter", (row, value) => has(data.parameters, row[AT.parameters], value)],
};
const state = { q: "", filters: new Map(), sort: data.planned ? "turn" : "ctid", down: false, open: null };
const START = { ...state };
const places = new Map();

function has(kind, set, value) {
  let place = places.get(kind);
  if (!place) places.set(kind, place = new Map(kind.words.map((word, at) => [word, at])));
  return place.has(value) && kind.sets[set].includes(place.get(value));
}
function ramStep(row) {
  if (row[AT.result] === "failed") return "";
  const ram = row[AT.ram];
  if (ram === null) return data.steps[data.steps.length - 1][1];
  return data.steps.find(([most]) => most === null || ram <= most)[1];
}
function passes(row) {
  for (const [name, value] of state.filters) {
    const said = FILTERS[name][1](row, value);
    if (said !== true && said !== value) return false;
  }
  return true;
}
// A container is known by its id where only one has it, else by its source.
const named = new Map();
data.rows.forEach((row, at) => { if (row[AT.ctid] !== null) named.set(row[AT.ctid], named.has(row[AT.ctid]) ? -1 : at); });
const nameOf = (at) => named.get(data.rows[at][AT.ctid]) === at ? data.rows[at][AT.ctid] : data.rows[at][AT.source];
function placeOf(name) {
  const at = named.get(name);
  if (at !== undefined && at >= 0) return at;
  const source = data.rows.findIndex((row) => row[AT.source] === name);
  return source >= 0 ? source : data.rows.findIndex((row) => row[AT.ctid] === name);
}
function address() {
  const words = new URLSearchParams();
  if (state.q) words.set("q", state.q);
  for (const [name, value] of state.filters) words.set(name, value);
  if (state.sort !== START.sort || state.down) words.set("sort", state.sort);
  if (state.down) words.set("down", "1");
  if (state.open !== null) words.set("open", state.open);
  return "#" + words;
}
// With push, going back undoes it.
function remember(push) {
  if (address() === (location.hash || "#")) return;
  history[push ? "pushState" : "replaceState"](push ? { pushed: true } : history.state, "", address());
}
function recall() {
  const words = new URLSearchParams(location.hash.slice(1));
  state.q = words.get("q") || "";
  state.filters = new Map([...words].filter(([name]) => name in FILTERS));
  state.sort = COLUMNS.some((column) => column.key === words.get("sort")) ? words.get("sort") : START.sort;
  state.down = words.has("down");
  state.open = words.get("open");
}
function filterBy(name, value) {
  if (state.filters.get(name) === value) state.filters.delete(name);
  else if (value) state.filters.set(name, value);
  else state.filters.delete(name);
  refresh();
  remember(false);
}
function told() {
  const chips = byId("chips"), some = state.filters.size > 0 || state.q !== "";
  chips.replaceChildren();
  const chip = (title, value, undo) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.textContent = title + ": " + value + " ×";
    button.setAttribute("aria-label", "no longer " + title + ": " + value);
    button.addEventListener("click", undo);
    chips.append(button);
  };
  for (const [name, value] of state.filters) chip(FILTERS[name][0], value, () => filterBy(name, value));
  if (state.q) chip("Search", state.q, () => { search.value = state.q = ""; refresh(); remember(false); });
  byId("filters").hidden = !some;
  byId("hits").textContent = shown.length.toLocaleString("en") + " of " + data.rows.length.toLocaleString("en");
  for (const button of document.querySelectorAll("[data-filter]")) {
    button.setAttribute("aria-pressed", state.filters.get(button.dataset.filter) === button.dataset.value);
  }
}
