// The page of one word, with a script: keys choose, use and skip, the search answers while one types, and a reason
// is proposed. Without this file the page works as a plain form.

const form = document.getElementById("mapping");
const search = document.getElementById("search");
const words = document.getElementById("words");
const results = document.getElementById("results");
const told = document.getElementById("told");
const because = document.getElementById("because");
const keys = document.getElementById("keys");
const keysOn = document.getElementById("keys-on");
const REMEMBERED = "infreg-keys";
const WAIT = 200; // milliseconds after the last letter before the search asks
let asked = 0;
let waiting = 0;
let sent = false;

keys.hidden = false;
for (const part of document.querySelectorAll(".only-with-script")) part.hidden = false;

// --- choosing: a reason comes with it, until somebody writes their own

let proposed = because.value ? null : "";
form.addEventListener("change", (event) => {
  if (event.target.name !== "target" || !event.target.dataset.because) return;
  if (because.value === proposed) {
    proposed = event.target.dataset.because;
    because.value = proposed;
  }
});
// What stands in the form's own fields is what was meant.
for (const field of form.querySelectorAll(".compose :is(select, input:not([type=radio]))")) {
  field.addEventListener("input", () => {
    document.getElementById("target-composed").checked = true;
  });
}

// --- searching

words.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => find().catch(() => {}), WAIT); // what fails now is asked for again by Enter
});
search.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  find().then(
    () => results.querySelector("input")?.focus(),
    () => search.submit(),
  );
});

async function find() {
  const mine = (asked += 1); // an answer that comes after a later one shows nothing any more
  const place = `${location.pathname}?${new URLSearchParams(new FormData(search))}`;
  const response = await fetch(place, { headers: { "X-Part": "results" } });
  if (response.redirected) {
    location.reload(); // logged out meanwhile: the page itself leads to the login
    return;
  }
  const html = await response.text();
  if (mine !== asked || !response.ok) return;
  const chosen = form.elements.target?.value;
  results.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  for (const choice of results.querySelectorAll("input")) choice.checked = choice.value === chosen;
  told.textContent = results.querySelector("[data-told]")?.textContent ?? "";
}

// --- keys

keysOn.checked = localStorage.getItem(REMEMBERED) !== "off";
keysOn.addEventListener("change", () => localStorage.setItem(REMEMBERED, keysOn.checked ? "on" : "off"));

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || event.isComposing || event.repeat) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === "Enter" && event.ctrlKey) use(event);
  } else if (keysOn.checked && !event.ctrlKey) {
    act(event);
  }
});
form.addEventListener("submit", (event) => {
  if (sent) event.preventDefault(); // a second Enter would map the next word by mistake
  sent = true;
});
// Who comes back by the browser's button may send again.
addEventListener("pageshow", () => {
  sent = false;
});

function act(event) {
  const key = event.key;
  if (/^[1-9]$/.test(key)) choose(event, form.querySelector(`input[data-key="${key}"]`));
  else if (key === "Enter" && !event.target.closest("a, button, summary, input[type=checkbox]")) use(event);
  else if (key === "n") go(event, form.querySelector("a[rel=next]"));
  else if (key === "/") enter(event, words);
  else if (key === "?") toggle(event);
}

function choose(event, choice) {
  if (!choice) return;
  event.preventDefault();
  choice.focus();
  choice.click();
}

function use(event) {
  event.preventDefault();
  form.requestSubmit(form.querySelector(".buttons button"));
}

function go(event, link) {
  if (!link) return;
  event.preventDefault();
  link.click();
}

function enter(event, field) {
  event.preventDefault();
  field.focus();
  field.select();
}

function toggle(event) {
  event.preventDefault();
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
}

function isTyping(target) {
  return target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}
