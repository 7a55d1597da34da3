// The dashboard of one member. Everything shown comes from the member itself and is set as text, never as markup.
"use strict";

const byId = (id) => document.getElementById(id);
const view = {
  state: null, books: new Map(), peers: new Map(), messages: { queued: [], held: [], recent: [] }, activity: [], seq: 0,
  sort: { key: "name", down: false }, find: "", heard: 0, lost: false, packets: false, streaming: false,
};

// ---- the token: given in the address as #token=…, kept for this tab only ----
const token = (() => {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem("watercooler-token", given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return sessionStorage.getItem("watercooler-token");
})();

// ---- words ----
const shapes = { alive: "●", suspect: "▲", dead: "☒", frozen: "❚❚", left: "○", silent: "○", stranger: "?", unknown: "·" };
const groups = {
  born: "rumor", applied: "rumor", duplicate: "rumor", stale: "rumor", refuted: "rumor", expired: "rumor",
  announced: "pull", pulled: "pull", sync_started: "sync", sync_done: "sync",
  joined: "membership", probed: "membership", acked: "membership", probe_failed: "fault", suspected: "fault", cleared: "membership",
  died: "fault", left: "membership", updated: "membership", reaped: "membership", returned: "membership",
  refused: "fault", dropped: "fault", conflict: "fault", rejected: "fault", fault_set: "fault", fault_cleared: "fault",
};
const packetKinds = new Set(["sent", "received", "probed", "acked", "duplicate", "stale", "announced", "pulled", "stream_opened",
  "stream_closed", "http_request", "held", "refused", "sync_started", "sync_done"]);

function duration(ms) {
  if (ms === null || ms === undefined) return "–";
  if (ms < 1) return ms.toFixed(2) + " ms";
  if (ms < 1000) return Math.round(ms) + " ms";
  if (ms < 60000) return (ms / 1000).toFixed(1) + " s";
  if (ms < 3600000) return Math.floor(ms / 60000) + " min";
  return Math.floor(ms / 3600000) + " h";
}
const plural = (count, noun) => count + " " + noun + (count === 1 ? "" : "s");

// ---- small DOM helpers ----
function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}
function statusMark(status) {
  const span = element("span", undefined, "status " + status);
  const mark = element("span", shapes[status] || shapes.unknown, "mark");
  mark.setAttribute("aria-hidden", "true");
  span.append(mark, " " + status);
  return span;
}
// Browsers refuse these ports, so a link would only disappoint.
const refusedPorts = new Set([1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
  104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
  532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000,
  6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080]);
function portCell(address, port, linked) {
  const cell = element("td", undefined, "number");
  if (!linked || refusedPorts.has(port)) {
    cell.textContent = port + (linked ? " ⚠" : "");
    if (linked) cell.title = "browsers refuse to open this port";
    return cell;
  }
  const link = element("a", String(port));
  link.href = "http://" + (address.includes(":") ? "[" + address + "]" : address) + ":" + port + "/";
  cell.append(link);
  return cell;
}

// ---- drawing ----
const aged = (row, field) => (row[field] === null || row[field] === undefined ? undefined : row[field] + (Date.now() - row.came));
const booksBefore = new Map(); // name -> version, to flash what changed
function sortValue(row, key) {
  return key === "age_ms" ? aged(row, key) : key === "book" ? row.book ?? "" : row[key];
}
function drawBooks() {
  const { key, down } = view.sort;
  const wanted = view.find.toLowerCase();
  const rows = [...view.books.values()]
    .filter((row) => !wanted || (row.name + " " + (row.book ?? "")).toLowerCase().includes(wanted))
    .sort((a, b) => {
      const [left, right] = [sortValue(a, key), sortValue(b, key)];
      const order = typeof left === "number" ? left - right : String(left).localeCompare(String(right));
      return (down ? -order : order) || a.name.localeCompare(b.name);
    });
  byId("book-rows").replaceChildren(...rows.map(bookRow));
  const titles = new Set(rows.map((row) => row.book).filter(Boolean));
  byId("titles").replaceChildren(...[...titles].slice(0, 50).map((title) => {
    const option = element("option");
    option.value = title;
    return option;
  }));
}
function bookRow(row) {
  const line = element("tr");
  if (row.own) line.className = "mine";
  const name = element("td", undefined, "name");
  name.append(row.name);
  if (row.own) name.append(element("span", "me", "tag"));
  if (row.stranger) name.append(element("span", "stranger", "tag"));
  else if (row.status !== "alive") name.append(element("span", row.status, "tag"));
  const before = booksBefore.get(row.name);
  if (before && before.version !== row.version) before.flash = Date.now();
  if (!before) booksBefore.set(row.name, { version: row.version, flash: 0 });
  else before.version = row.version;
  if (before && Date.now() - before.flash < 1500) line.classList.add("changed");
  line.append(name, portCell(row.address, row.port, !row.stranger && !row.own), element("td", row.book ?? "not known yet", "book"),
    element("td", String(row.version), "number"), element("td", duration(aged(row, "age_ms")), "number"));
  return line;
}
function drawPeers() {
  const peers = [...view.peers.values()].sort((a, b) => a.name.localeCompare(b.name));
  const counts = {};
  for (const peer of peers) counts[peer.status] = (counts[peer.status] || 0) + 1;
  byId("peer-count").textContent = Object.entries(counts).map(([status, count]) => count + " " + status).join(", ") || "nobody yet";
  byId("peer-rows").replaceChildren(...peers.map((peer) => {
    const line = element("tr");
    const status = element("td");
    status.append(statusMark(peer.status));
    line.append(element("td", peer.name, "name"), status, portCell(peer.address, peer.port, peer.status !== "left" && peer.status !== "dead"),
      element("td", duration(peer.rtt_ms), "number"), element("td", duration(aged(peer, "silence_ms")), "number"));
    return line;
  }));
}
function messageGroup(kind) {
  if (/rumor/.test(kind)) return "push";
  if (/announce|pull|have/.test(kind)) return "pull";
  if (/sums|digests/.test(kind)) return "digest";
  if (/command/.test(kind)) return "control";
  return "membership";
}
function drawMessages() {
  const { queued, held, recent } = view.messages;
  byId("message-count").textContent = queued.length + " queued, " + held.length + " held";
  const rows = [
    ...held.map((each) => ["held", each.kind, each.peer, duration(each.age_ms), each.bytes, ""]),
    ...queued.map((each) => ["queued", each.kind, each.peer, each.about || each.uuid, each.bytes, each.transmits + "×"]),
    ...recent.slice().reverse().map((each) => [each.kind === "sent" ? "→ sent" : each.kind === "received" ? "← came" : each.kind, each.reason, each.peer, each.uuid, each.bytes, ""]),
  ];
  byId("message-rows").replaceChildren(...rows.slice(0, 150).map((cells) => {
    const line = element("tr");
    cells.forEach((cell, at) => line.append(element("td", cell === undefined || cell === null || cell === "" ? "–" : String(cell), at > 3 ? "number" : "name")));
    line.className = "m-" + messageGroup(String(cells[1] ?? ""));
    return line;
  }));
}
function drawActivity() {
  const rows = view.activity.filter((event) => view.packets || !packetKinds.has(event.kind)).slice(-150).reverse();
  byId("activity-rows").replaceChildren(...rows.map((event) => {
    const group = groups[event.kind] || (packetKinds.has(event.kind) ? "packet" : "life");
    const line = element("li", undefined, "g-" + group);
    line.append(element("span", event.wall_time ? event.wall_time.slice(11, 23) : "", "time"), element("span", event.kind, "kind"));
    const words = [];
    if (event.peer) words.push(event.peer);
    if (event.origin && event.origin !== event.peer) words.push("about " + event.origin);
    if (event.key) words.push(event.key + (event.version !== undefined ? " v" + event.version : ""));
    if (event.value) words.push("“" + event.value + "”");
    if (event.hop !== undefined) words.push("hop " + event.hop);
    if (event.reason) words.push(event.reason);
    line.append(words.join(" · "));
    return line;
  }));
}
function drawSelf() {
  const { self, frozen } = view.state;
  document.title = self.name + " · Watercooler";
  byId("name").textContent = self.name;
  const status = view.lost ? "silent" : frozen === "no" ? "alive" : "frozen";
  byId("self-status").replaceChildren(statusMark(status));
  byId("where").textContent = self.address + ":" + self.port + " · club " + self.club;
  byId("protocol").textContent = "incarnation " + self.incarnation + " · protocol time " + duration(view.state.protocol_time_ns / 1e6);
  const may = Boolean(token);
  byId("freeze").hidden = !may || frozen !== "no";
  byId("thaw").hidden = byId("step").hidden = !may || frozen === "no";
  byId("change").hidden = !may;
  byId("no-token").hidden = may;
  byId("no-token").textContent = "To change it: watercooler -c " + self.club + " pick " + self.name + " \"Dune\"";
  if (frozen !== "no" && !view.lost) band("Frozen. I answer you, but I do not gossip; " + plural(view.state.held, "message") + " held.", false);
  else if (!view.lost) band("");
}
function drawAnswer() {
  const living = [...view.peers.values()].filter((peer) => peer.status === "alive").length;
  const rows = [...view.books.values()].filter((row) => !row.stranger && row.book !== null && row.book !== undefined);
  const newest = rows.filter((row) => !row.own).sort((a, b) => aged(a, "age_ms") - aged(b, "age_ms"))[0];
  if (view.lost) { byId("answer").textContent = "Below is what it told last, " + duration(Date.now() - view.heard) + " ago."; return; }
  const known = "I know " + plural(rows.length, "favourite book") + "; " + plural(living, "other member") + " alive.";
  byId("answer").textContent = known + (newest ? " Newest: " + newest.name + " reads " + newest.book + ", since " + duration(aged(newest, "age_ms")) + "." : "");
}
function draw() {
  if (!view.state) return;
  drawSelf();
  drawAnswer();
  drawBooks();
  drawPeers();
  drawMessages();
  drawActivity();
}
function band(text, lost) {
  byId("band").hidden = !text;
  byId("band").textContent = text;
  byId("band").className = lost ? "lost" : "";
}

// ---- what comes from the member ----
let drawing = false;
function redraw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => { drawing = false; draw(); });
}
function heard() {
  view.heard = Date.now();
  if (!view.lost) return;
  view.lost = false;
  document.body.classList.remove("stale");
  band("");
}
// Ages are told once and grow here: a row remembers when it came.
function keep(table, rows, whole) {
  const came = Date.now();
  if (whole) table.clear();
  for (const row of rows) table.set(row.name, { ...row, came });
}
function takeEvents(events) {
  const newer = events.filter((event) => event.seq > view.seq);
  view.activity = view.activity.concat(newer).slice(-1000);
  if (newer.length) view.seq = newer[newer.length - 1].seq;
}
function takeState(state) {
  if (view.state && view.state.self.boot !== state.self.boot) { view.activity = []; view.seq = 0; }
  view.state = state;
  keep(view.peers, state.members.filter((member) => !member.self), true);
}
function takeFrame(frame) {
  heard();
  if (frame.state) {
    takeState(frame.state);
    keep(view.books, frame.books, true);
  } else {
    Object.assign(view.state, { frozen: frame.frozen, held: frame.held });
    keep(view.peers, frame.members.filter((member) => !member.self));
    keep(view.books, frame.books);
    for (const name of frame.gone) { view.peers.delete(name); view.books.delete(name); }
    takeEvents(frame.events);
  }
  redraw();
}
function lose() {
  view.lost = true;
  document.body.classList.add("stale");
  const name = view.state ? view.state.self.name : location.host;
  band("No answer from " + name + " for " + duration(Date.now() - view.heard) + ". It may be hard-frozen or stopped. Trying again…", true);
  redraw();
}
let wait = 250;
function connect() {
  const socket = new WebSocket("ws://" + location.host + "/api/v1/stream" + (view.seq ? "?after=" + view.seq : ""));
  const opening = setTimeout(() => socket.close(), 5000);
  socket.onopen = () => { wait = 250; view.streaming = true; clearTimeout(opening); };
  socket.onmessage = (message) => takeFrame(JSON.parse(message.data));
  socket.onclose = () => {
    clearTimeout(opening);
    view.streaming = false;
    setTimeout(connect, wait);
    wait = Math.min(wait * 2, 5000);
  };
}
async function get(path) {
  const response = await fetch(path, { signal: AbortSignal.timeout(2500) });
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}
// Once a second: what waits and is held. Without a WebSocket (a proxy in between, or too many listeners) the rest too.
async function poll() {
  try {
    view.messages = await get("/api/v1/messages");
    if (!view.streaming || !view.state) {
      const [state, books, events] = await Promise.all([get("/api/v1/state"), get("/api/v1/books"), get("/api/v1/activity?after=" + view.seq)]);
      takeState(state);
      keep(view.books, books, true);
      takeEvents(events);
    }
    heard();
    redraw();
  } catch { /* the band says so after three seconds */ }
}
setInterval(() => {
  poll();
  if (view.heard && Date.now() - view.heard > 3000) lose();
}, 1000);

// ---- what goes to the member ----
async function send(method, path, body) {
  const response = await fetch(path, {
    method, body: body === undefined ? undefined : JSON.stringify(body),
    headers: { Authorization: "Bearer " + token, "Content-Type": "application/json" },
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const error = answer.error || { message: response.statusText, hint: "" };
  throw new Error(error.message + (error.hint ? " " + error.hint : ""));
}
async function control(what, body) {
  try { await send("POST", "/api/v1/control/" + what, body || {}); } catch (error) { band(error.message, true); }
  poll();
}
byId("freeze").onclick = () => control("freeze");
byId("thaw").onclick = () => control("thaw");
byId("step").onclick = () => control("step", { intervals: 1 });
byId("change").onsubmit = async (event) => {
  event.preventDefault();
  try {
    const answer = await send("PUT", "/api/v1/entries/book", { value: byId("my-book").value });
    byId("change-result").textContent = answer.outcome === "held" ? "held until the thaw" : "told, version " + answer.version;
    byId("my-book").value = "";
  } catch (error) { byId("change-result").textContent = error.message; }
  poll();
};

// ---- the page itself ----
byId("find").oninput = (event) => { view.find = event.target.value; drawBooks(); };
byId("all-kinds").onchange = (event) => { view.packets = event.target.checked; drawActivity(); };
for (const button of document.querySelectorAll("[data-sort]")) {
  button.onclick = () => {
    const key = button.dataset.sort;
    view.sort = { key, down: view.sort.key === key && !view.sort.down };
    for (const head of document.querySelectorAll("th[aria-sort]")) head.removeAttribute("aria-sort");
    button.parentElement.setAttribute("aria-sort", view.sort.down ? "descending" : "ascending");
    drawBooks();
  };
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.tagName === "INPUT") return;
  event.preventDefault();
  byId("find").focus();
});
const themes = ["system", "light", "dark"];
function setTheme(theme) {
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  byId("theme").textContent = "Theme: " + theme;
  localStorage.setItem("watercooler-theme", theme);
}
const chosenTheme = () => (themes.includes(localStorage.getItem("watercooler-theme")) ? localStorage.getItem("watercooler-theme") : "system");
byId("theme").onclick = () => setTheme(themes[(themes.indexOf(chosenTheme()) + 1) % themes.length]);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTheme(chosenTheme()));
setTheme(chosenTheme());
poll();
connect();
