/* Suggestions while typing: a combobox after the ARIA pattern. The server sends options; without script the form just sends. */
const WAIT = 120;

for (const field of document.querySelectorAll("input[data-suggest]")) attach(field);

function attach(field) {
  const form = field.form;
  const list = document.createElement("ul");
  const status = document.createElement("span");
  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.getAttribute("aria-label"));
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    field.setAttribute(name, value);
  }

  let typed = field.value;
  let timer = 0;
  let asking = null;
  let here = -1;

  const options = () => [...list.querySelectorAll("[role=option]")];

  function show(open) {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) mark(-1);
  }

  function mark(place) {
    const all = options();
    here = place;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    if (place < 0) {
      field.removeAttribute("aria-activedescendant");
    } else {
      field.setAttribute("aria-activedescendant", all[place].id);
      all[place].scrollIntoView({ block: "nearest" });
    }
    field.value = place < 0 ? typed : all[place].dataset.text || typed;
  }

  async function ask() {
    const wanted = typed.trim();
    asking?.abort();
    if (!wanted) {
      list.replaceChildren();
      show(false);
      return;
    }
    asking = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q: wanted })}`, {
        signal: asking.signal,
        headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok) return;
      list.innerHTML = await answer.text();
      const count = options().length;
      here = -1;
      status.textContent = count === 1 ? field.dataset.foundOne : count ? field.dataset.found.replace("[n]", count) : "";
      show(count > 0 && document.activeElement === field);
    } catch (fault) {
      if (fault.name !== "AbortError") show(false);
    }
  }

  field.addEventListener("input", () => {
    typed = field.value;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  field.addEventListener("focus", () => {
    if (options().length) show(true);
  });

  field.addEventListener("blur", () => setTimeout(() => show(false), 150));

  field.addEventListener("keydown", (event) => {
    const all = options();
    if (event.isComposing) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
      event.preventDefault();
      if (list.hidden) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = here + step;
      mark(next >= all.length ? -1 : next < -1 ? all.length - 1 : next);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      mark(-1);
      show(false);
    } else if (event.key === "Enter" && here >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(all[here].dataset.url);
    }
  });

  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
}
