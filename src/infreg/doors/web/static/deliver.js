// The page to drop files on, with a script: files can be dropped, stay chosen between preview and delivery, and
// lines that wait to be taken in look again by themselves. Without this file the page works as a plain form.

const MOST_LOOKS = 300;
const form = document.querySelector("form.drop");
const files = form.querySelector("input[type=file]");
const zone = form.querySelector(".zone");
const progress = form.querySelector(".progress");
const result = document.getElementById("result");
const said = document.getElementById("said");
let sending = false;
let looking = 0;

document.documentElement.classList.add("has-script");
form.querySelector(".only-with-script").hidden = false;

// --- dropping

for (const name of ["dragenter", "dragover"]) {
  zone.addEventListener(name, (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) {
  zone.addEventListener(name, () => zone.classList.remove("over"));
}
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) {
    files.files = event.dataTransfer.files;
    files.dispatchEvent(new Event("change"));
    files.focus();
  }
});
// A file dropped beside the zone must not open in place of the page.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => event.preventDefault());
}
// What stands below is about the files chosen before.
files.addEventListener("change", () => show(""));

// --- sending

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (sending) return;
  const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
  if (size > Number(form.dataset.mostBytes)) {
    complain(form.dataset.tooLarge);
    return;
  }
  begin();
  send(form, new FormData(form, event.submitter), (share) => {
    progress.querySelector("progress").value = share;
    progress.querySelector("span").textContent = share < 100 ? form.dataset.sending : form.dataset.reading;
  })
    .then(show, () => complain(form.dataset.failed))
    .finally(end);
});

function begin() {
  sending = true;
  looking += 1;
  form.setAttribute("aria-busy", "true");
  progress.querySelector("progress").value = 0;
  progress.querySelector("span").textContent = form.dataset.sending;
  progress.hidden = false;
}

function end() {
  sending = false;
  form.removeAttribute("aria-busy");
  progress.hidden = true;
}

// The result as the server makes it. XMLHttpRequest, since fetch does not tell how much is sent.
function send(target, body, told = () => {}) {
  return new Promise((fulfil, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", target.getAttribute("action"));
    request.setRequestHeader("X-Part", "result");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) told(Math.round((100 * event.loaded) / event.total));
    });
    request.addEventListener("load", () => {
      const path = new URL(request.responseURL || location.href).pathname;
      if (path !== target.getAttribute("action")) {
        location.reload(); // logged out meanwhile: the page itself leads to the login
      } else if (request.status === 200 || request.status === 413) {
        fulfil(request.responseText);
      } else {
        fail();
      }
    });
    request.addEventListener("error", fail);
    request.send(body);
  });
}

// --- showing

function show(html, looks = 0) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (looks) replaceChanged(page);
  else result.replaceChildren(...page.body.childNodes);
  const sentence = result.querySelector("[data-said]");
  tell(sentence ? sentence.textContent.replace(/\s+/g, " ").trim() : "");
  lookAgain(looks);
}

// Only what became different, so that who is reading, or has the focus in a line, is left in peace.
function replaceChanged(page) {
  const fresh = page.querySelectorAll("tbody > tr");
  for (const [at, row] of result.querySelectorAll("tbody > tr").entries()) {
    if (fresh[at] && row.innerHTML !== fresh[at].innerHTML) row.replaceWith(fresh[at]);
  }
  for (const part of ["[data-said]", "form.refresh"]) {
    const old = result.querySelector(part);
    const now = page.querySelector(part);
    if (now) old.replaceWith(now);
    else old.remove();
  }
}

function complain(text) {
  const alert = document.createElement("div");
  alert.className = "ds-alert";
  alert.dataset.color = "danger";
  alert.append(Object.assign(document.createElement("p"), { textContent: text }));
  result.replaceChildren(alert);
  tell(text);
}

// What is said once is not said again each second.
function tell(text) {
  if (said.textContent !== text) said.textContent = text;
}

// --- looking again, until everything is taken in

function lookAgain(looks) {
  const refresh = result.querySelector("form.refresh");
  const mine = (looking += 1); // a look that was asked for before the last one shows nothing any more
  if (!refresh || looks >= MOST_LOOKS) return;
  const look = () => {
    if (mine !== looking) return;
    send(refresh, new FormData(refresh)).then(
      (html) => mine === looking && show(html, looks + 1),
      () => mine === looking && lookAgain(looks + 1),
    );
  };
  refresh.onsubmit = (event) => {
    event.preventDefault();
    look();
  };
  setTimeout(look, Number(refresh.dataset.wait));
}
lookAgain(0);
