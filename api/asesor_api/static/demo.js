// The chat page of /demo: streams answers, falls back to plain JSON, loses nothing that was typed.
"use strict";

const words = document.getElementById("words").dataset;
const talk = document.getElementById("talk");
const form = document.getElementById("ask");
const box = document.getElementById("text");
const send = document.getElementById("send");
const notice = document.getElementById("notice");
const welcome = document.getElementById("welcome");
const dates = new Intl.DateTimeFormat("es-MX", { dateStyle: "long", timeZone: "UTC" });
const months = new Intl.DateTimeFormat("es-MX", { month: "long", year: "numeric", timeZone: "UTC" });

let conversation = null; // id, once the first answer came
let pending = null;      // {text, id} of a message that was not answered: sent again under the same id

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** "2025-02-17" -> "17 de febrero de 2025"; "2025-02" and "2025" keep what they know. */
function spell(iso) {
  const [year, month, day] = iso.split("-");
  if (!month) return year;
  const moment = new Date(Date.UTC(+year, +month - 1, +(day || 1)));
  if (Number.isNaN(moment.getTime())) return iso;
  return (day ? dates : months).format(moment);
}

function say(text, good) {
  notice.textContent = text;
  notice.classList.toggle("good", Boolean(good));
  notice.hidden = !text;
}

function scroll(element) {
  element.scrollIntoView({ block: "nearest" });
}

function bubble(mine) {
  const article = make("article", mine ? "said mine" : "said theirs");
  article.append(make("span", "hidden", `${mine ? words.you : words.adviser}: `));
  talk.append(article);
  return article;
}

/** A link to source n. */
function mark(n, prefix) {
  const link = make("a", "mark", String(n));
  link.href = `#${prefix}${n}`;
  link.setAttribute("aria-label", fill(words.see, { n }));
  return link;
}

/** A sentence with links to its numbered sources, which are `${prefix}${n}`. */
function statement(item, prefix) {
  const line = make("p", "", item.text);
  for (const n of item.n) line.append(" ", mark(n, prefix));
  return line;
}

function source(citation, prefix) {
  const item = make("li");
  item.id = `${prefix}${citation.n}`;
  item.tabIndex = -1;
  item.append(make("b", "", `${citation.n}. `));
  const safe = citation.url && /^https?:\/\//i.test(citation.url);
  const title = make(safe ? "a" : "span", "", citation.title);
  if (safe) {
    title.href = citation.url;
    title.target = "_blank";
    title.rel = "noopener noreferrer";
    title.append(make("span", "hidden", ` (${words.opens})`));
  }
  const known = [citation.publisher, citation.published ? fill(words.published, { date: spell(citation.published) }) : words.undated];
  if (citation.consulted) known.push(fill(words.consulted, { date: spell(citation.consulted) }));
  if (citation.page) known.push(fill(words.page, { page: citation.page }));
  item.append(title, make("span", "who", ` · ${known.filter(Boolean).join(" · ")} `));
  if (words[citation.kind]) item.append(make("span", "tag", words[citation.kind]), " ");
  item.append(make("span", `tag ${citation.standing}`, words[citation.standing] || citation.standing));
  for (const claim of citation.claims) {
    const literal = claim.quote_kind === "literal";
    const quote = make("blockquote", "", `${literal ? words.literal : words.fiche} ${literal ? `«${claim.quote}»` : claim.quote}`);
    item.append(quote);
  }
  return item;
}

function folded(label, content) {
  const details = make("details");
  details.append(make("summary", "", label), content);
  return details;
}

function buttons(answer) {
  const row = make("div", "suggestions");
  const offered = answer.actions.map((a) => [a.label, a.send]).concat(answer.suggestions.map((s) => [s, s]));
  for (const [label, message] of offered) {
    const button = make("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => submit(message));
    row.append(button);
  }
  return row;
}

function rating(answer) {
  const row = make("div", "rate", words.useful);
  for (const [label, value] of [[words.yes, 1], [words.no, -1]]) {
    const button = make("button", "", label);
    button.type = "button";
    button.addEventListener("click", async () => {
      try {
        const response = await post(`/v1/messages/${answer.message_id}/feedback`, { rating: value });
        if (response.ok) row.replaceChildren(words.thanks);
      } catch { say(words.offline); }
    });
    row.append(button);
  }
  return row;
}

/** A line of the message: *headings* in bold, [n] as links to the sources that exist. */
function written(line, prefix, known) {
  const paragraph = make("p", line.startsWith("• ") ? "item" : "");
  for (const part of line.replace(/^• /, "").split(/(\*[^*]+\*|\[\d+\])/)) {
    const n = /^\[(\d+)\]$/.exec(part);
    if (n && known.has(+n[1])) paragraph.append(mark(+n[1], prefix));
    else if (/^\*[^*]+\*$/.test(part)) paragraph.append(make("b", "", part.slice(1, -1)));
    else paragraph.append(part);
  }
  return paragraph;
}

/** Put the whole answer where its first sentences were streamed. */
function show(answer, article) {
  const prefix = `s-${answer.message_id}-`;
  const known = new Set(answer.citations.map((citation) => citation.n));
  const body = make("div", "body");
  for (const line of answer.text.split("\n")) {
    // The message ends with its list of sources; here they have a place of their own.
    const listed = line === words.sourcesHeading || /^\[\d+\] /.test(line);
    if (line.trim() && !(known.size && listed)) body.append(written(line, prefix, known));
  }
  article.replaceChildren(article.firstChild, body);
  const rest = answer.answer.filter((item) => !answer.text.includes(item.text));
  if (rest.length) {
    const more = make("div", "body");
    more.append(...rest.map((item) => statement(item, prefix)));
    article.append(folded(words.more, more));
  }
  if (known.size) {
    const list = make("ol", "sources");
    list.append(...answer.citations.map((citation) => source(citation, prefix)));
    article.append(folded(known.size === 1 ? words.sourcesOne : fill(words.sourcesMany, { n: known.size }), list));
    article.append(rating(answer));
  }
  if (answer.actions.length || answer.suggestions.length) article.append(buttons(answer));
}

function post(address, record, accept) {
  return fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: accept || "application/json" },
    body: JSON.stringify(record),
  });
}

/** Events of a text/event-stream body, as [name, data]. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value;
    const blocks = buffer.split("\n\n");
    buffer = blocks.pop();
    for (const block of blocks) {
      const name = /^event: (.*)$/m.exec(block);
      const data = /^data: (.*)$/m.exec(block);
      if (name && data) yield [name[1], JSON.parse(data[1])];
    }
  }
}

class Refused extends Error {}

async function check(response) {
  if (response.ok) return;
  const problem = await response.json().catch(() => ({}));
  const refusal = new Refused(problem.detail || words.failed);
  refusal.status = response.status;
  throw refusal;
}

/** The answer to a message: streamed if that works, else asked for again, whole, under the same id. */
async function answerTo(record, article) {
  try {
    const response = await post("/v1/messages", record, "text/event-stream");
    await check(response);
    const body = make("div", "body");
    for await (const [name, data] of events(response)) {
      if (name === "done") return data;
      if (name === "error") break;
      if (name === "token") {
        if (!body.isConnected) article.replaceChildren(article.firstChild, body);
        body.append(make("p", "", data.text));
        scroll(body.lastChild);
      }
    }
  } catch (problem) {
    if (problem instanceof Refused) throw problem;
  }
  const response = await post("/v1/messages", record);
  await check(response);
  return response.json();
}

async function submit(text) {
  if (send.disabled) return;
  const message = text.trim();
  if (!message) { box.focus(); return; }
  if (!pending || pending.text !== message) pending = { text: message, id: newId() };
  say("");
  welcome.hidden = true;
  send.disabled = true;
  talk.setAttribute("aria-busy", "true");
  const mine = bubble(true);
  mine.append(message);
  const theirs = bubble(false);
  theirs.append(make("p", "waiting", words.thinking));
  scroll(theirs);
  if (box.value.trim() === message) { box.value = ""; resize(); }
  try {
    const answer = await answerTo({ conversation_id: conversation, client_message_id: pending.id, text: message, channel: "web" }, theirs);
    conversation = answer.conversation_id;
    pending = null;
    show(answer, theirs);
    mine.scrollIntoView({ block: "start" });
  } catch (problem) {
    mine.remove();
    theirs.remove();
    if (!box.value) { box.value = message; resize(); }
    if (problem.status === 404) { conversation = null; pending = null; }
    say(problem instanceof Refused ? problem.message : words.offline);
  } finally {
    send.disabled = false;
    talk.removeAttribute("aria-busy");
    box.focus();
  }
}

async function startOver() {
  if (conversation) {
    try {
      const response = await fetch(`/v1/conversations/${conversation}`, { method: "DELETE" });
      if (!response.ok && response.status !== 404) throw new Error(response.status);
    } catch { say(words.notErased); return; }
    say(words.erased, true);
  } else { say(""); }
  conversation = null;
  pending = null;
  talk.replaceChildren(welcome);
  welcome.hidden = false;
  box.focus();
}

function resize() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

form.addEventListener("submit", (event) => { event.preventDefault(); submit(box.value); });
box.addEventListener("input", resize);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(box.value); }
});
welcome.addEventListener("click", (event) => { if (event.target.tagName === "BUTTON") submit(event.target.textContent); });
document.getElementById("new").addEventListener("click", startOver);
talk.addEventListener("click", (event) => {
  const link = event.target.closest("a.mark");
  if (!link) return;
  event.preventDefault();
  const item = document.getElementById(link.hash.slice(1));
  if (!item) return;
  item.closest("details").open = true;
  item.focus();
  scroll(item);
});
