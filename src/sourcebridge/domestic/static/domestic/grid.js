// Makes the form of prices and stock a sheet: arrows, blocks pasted and copied, undo, unsaved cells marked.
const form = document.querySelector("form[data-grid]");
const rows = form ? [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input.cell")]) : [];
const place = new Map(rows.flatMap((cells, y) => cells.map((cell, x) => [cell, { x, y }])));
const count = form?.querySelector(".grid-count");
const done = [];
const undone = [];
let anchor = null;
let head = null;
let entered = "";

const at = (x, y) => rows[y]?.[x];

function mark(cell) {
  cell.classList.toggle("dirty", cell.value !== cell.defaultValue);
}

function tell() {
  const dirty = form.querySelectorAll("input.cell.dirty").length;
  count.textContent = dirty ? `${dirty} ${form.dataset.unsaved}` : "";
}

function set(changes, keep = true) {
  const step = [];
  for (const [cell, value] of changes) {
    if (cell.readOnly || cell.value === value) continue;
    step.push([cell, cell.value, value]);
    cell.value = value;
    mark(cell);
  }
  if (step.length && keep) {
    done.push(step);
    undone.length = 0;
  }
  tell();
}

function committed(cell) {
  if (cell.value !== entered) {
    done.push([[cell, entered, cell.value]]);
    undone.length = 0;
    entered = cell.value;
  }
}

function back(from, to, which) {
  const step = from.pop();
  if (!step) return;
  for (const [cell, before, after] of step) {
    cell.value = which === "before" ? before : after;
    mark(cell);
  }
  to.push(step);
  const cell = step[0][0];
  cell.focus();
  entered = cell.value;
  tell();
}

function picked() {
  return [...form.querySelectorAll("input.cell.picked")];
}

function pick(to) {
  for (const cell of picked()) cell.classList.remove("picked");
  head = to;
  if (!anchor || !to || anchor === to) return;
  const [a, b] = [place.get(anchor), place.get(to)];
  for (let y = Math.min(a.y, b.y); y <= Math.max(a.y, b.y); y += 1)
    for (let x = Math.min(a.x, b.x); x <= Math.max(a.x, b.x); x += 1) at(x, y)?.classList.add("picked");
}

function go(cell) {
  anchor = cell;
  pick(cell);
  cell.focus();
  cell.select();
}

// A number as a spreadsheet copies it, without its thousands marks and currency.
function cleaned(text, column) {
  const plain = text.trim();
  if (column === "tiers") return plain;
  const bare = plain.replace(/^[¥￥$€]\s*/u, "").replace(/(?<=\d),(?=\d{3}(\D|$))/gu, "");
  return bare;
}

function paste(event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const here = place.get(event.target);
  const block = text.replace(/\r\n?/gu, "\n").replace(/\n$/u, "").split("\n").map((line) => line.split("\t"));
  if (!here || (block.length === 1 && block[0].length === 1 && picked().length === 0)) return;
  event.preventDefault();
  committed(event.target);
  const chosen = picked();
  if (block.length === 1 && block[0].length === 1) {
    set(chosen.map((cell) => [cell, cleaned(block[0][0], cell.dataset.column)]));
  } else {
    const corner = chosen.length ? place.get(chosen[0]) : here;
    const changes = block.flatMap((line, y) =>
      line.map((value, x) => {
        const cell = at(corner.x + x, corner.y + y);
        return cell && [cell, cleaned(value, cell.dataset.column)];
      }),
    );
    set(changes.filter(Boolean));
  }
  entered = event.target.value;
}

function copy(event) {
  const chosen = picked();
  if (chosen.length < 2) return;
  const lines = new Map();
  for (const cell of chosen) {
    const { y } = place.get(cell);
    lines.set(y, [...(lines.get(y) ?? []), cell.value]);
  }
  event.clipboardData.setData("text/plain", [...lines.values()].map((line) => line.join("\t")).join("\n"));
  event.preventDefault();
  if (event.type === "cut") set(chosen.map((cell) => [cell, ""]));
}

function key(event) {
  const cell = event.target;
  const here = place.get(cell);
  if (!here || event.isComposing) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === "z") {
    event.preventDefault();
    committed(cell);
    if (event.shiftKey) back(undone, done, "after");
    else back(done, undone, "before");
    return;
  }
  if (command && event.key.toLowerCase() === "y") {
    event.preventDefault();
    back(undone, done, "after");
    return;
  }
  if (command && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (command || event.altKey) return;
  const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const atStart = whole || (cell.selectionStart === 0 && cell.selectionEnd === 0);
  const atEnd = whole || cell.selectionStart === cell.value.length;
  const stretching = event.shiftKey && event.key !== "Enter";
  const many = picked().length > 1;
  const from = stretching && head ? place.get(head) : here;
  const target = {
    ArrowUp: () => at(from.x, from.y - 1),
    ArrowDown: () => at(from.x, from.y + 1),
    ArrowLeft: () => (atStart || many ? at(from.x - 1, from.y) : null),
    ArrowRight: () => (atEnd || many ? at(from.x + 1, from.y) : null),
    Enter: () => at(here.x, here.y + (event.shiftKey ? -1 : 1)),
  }[event.key]?.();
  if (event.key === "Enter") event.preventDefault();
  if (event.key === "Escape") {
    cell.value = entered;
    mark(cell);
    tell();
    go(cell);
  } else if ((event.key === "Delete" || event.key === "Backspace") && many) {
    event.preventDefault();
    set(picked().map((each) => [each, ""]));
    entered = cell.value;
  } else if (target && stretching) {
    event.preventDefault();
    anchor ??= cell;
    pick(target);
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else if (target) {
    event.preventDefault();
    committed(cell);
    go(target);
  }
}

if (form && count) {
  form.querySelector(".grid-help").hidden = false;
  form.addEventListener("focusin", (event) => {
    if (!place.has(event.target)) return;
    entered = event.target.value;
    if (picked().includes(event.target)) return;
    anchor = event.target;
    pick(event.target);
  });
  form.addEventListener("focusout", (event) => {
    if (place.has(event.target)) committed(event.target);
  });
  form.addEventListener("input", (event) => {
    if (!place.has(event.target)) return;
    mark(event.target);
    tell();
  });
  form.addEventListener("mousedown", (event) => {
    if (!place.has(event.target)) return;
    if (event.shiftKey && anchor) {
      event.preventDefault();
      pick(event.target);
    } else {
      anchor = event.target;
      pick(event.target);
    }
  });
  form.addEventListener("keydown", key);
  form.addEventListener("paste", paste);
  form.addEventListener("copy", copy);
  form.addEventListener("cut", copy);
  // A value the server did not take stays unsaved: what it holds is in the hidden field of its row.
  for (const cells of rows) {
    const seen = JSON.parse(cells[0].closest("tr").querySelector('input[name="row"]').value).slice(3);
    cells.forEach((cell, x) => {
      const typed = cell.value;
      cell.defaultValue = seen[x];
      cell.value = typed;
      mark(cell);
    });
  }
  tell();
  let sent = false;
  form.addEventListener("submit", () => {
    sent = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && form.querySelector("input.cell.dirty")) event.preventDefault();
  });
  form.querySelector('[aria-invalid="true"]')?.focus();
}
