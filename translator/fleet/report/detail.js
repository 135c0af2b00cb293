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
  if (first) first.parentNode.scrollTop = first.offsetTop - first.parentNode.offsetTop - first.parentNode.clientHeight / 3;
}
async function open_(at) {
  const row = data.rows[at], notes = byId("notes"), dialog = byId("detail");
  byId("detail-title").textContent = (row[0] === null ? "No id" : "Container " + row[0]) + (row[1] ? ", " + row[1] : "");
  notes.replaceChildren(element("p", row[7]));
  let item = { conf: null, xml: null, from: "conf", entries: [], findings: [], notes: ["This page was made without its texts: see --details."] };
  if (row[10] >= 0) item = (await block(Math.floor(row[10] / data.block)))[row[10] % data.block];
  for (const note of item.notes) notes.append(element("p", note, "error"));
  for (const [line, column, code, level, message] of item.findings) notes.append(element("p", line + ":" + column + " " + code + " " + message, level));
  lines("conf", item.conf, item.from === "conf" ? item.entries : []);
  lines("xml", item.xml, item.from === "xml" ? item.entries : []);
  if (!dialog.open) dialog.showModal();
  byId("conf").scrollTop = byId("xml").scrollTop = 0;
}
byId("close").addEventListener("click", () => byId("detail").close());
byId("detail").addEventListener("close", () => view.focus());
