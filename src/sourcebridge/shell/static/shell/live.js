/* What is told to the company while a page is open: one line each at the top, with a link to what it is about. */
const meta = document.querySelector('meta[name="live"]');
const place = document.querySelector(".live");
let last = "";
let pause = 2000;

function show(told) {
  const text = told.texts[document.documentElement.lang] ?? Object.values(told.texts)[0];
  const here = location.pathname === told.path;
  for (const older of place.children) if (older.dataset.path === told.path) older.remove();
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.dataset.path = told.path;
  const words = document.createElement("div");
  words.className = "notice-words";
  words.textContent = text;
  const link = document.createElement("a");
  link.className = "button small";
  link.href = told.path;
  link.textContent = here ? meta.dataset.reload : meta.dataset.open;
  notice.append(words, link);
  place.prepend(notice);
  while (place.children.length > 3) place.lastElementChild.remove();
}

async function listen() {
  let url;
  try {
    const answer = await fetch(meta.content, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    url = (await answer.json()).url;
  } catch {
    again();
    return;
  }
  const stream = new EventSource(last ? `${url}&last=${last}` : url);
  stream.addEventListener("open", () => { pause = 2000; });
  stream.addEventListener("signal", (event) => {
    last = event.lastEventId;
    show(JSON.parse(event.data));
  });
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) again();
  });
}

function again() {
  setTimeout(listen, pause);
  pause = Math.min(pause * 2, 60000);
}

if (meta && place && "EventSource" in window) listen();
