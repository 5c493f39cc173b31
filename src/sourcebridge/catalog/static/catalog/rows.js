// Adds rows on the spot; without script the same buttons ask the server for them.
const form = document.querySelector("#product-form");

function emptied(row) {
  const copy = row.cloneNode(true);
  for (const input of copy.querySelectorAll("input")) input.value = "";
  for (const select of copy.querySelectorAll("select")) select.selectedIndex = 0;
  return copy;
}

for (const button of document.querySelectorAll('button[name="add_tier"], button[name="add_sku"]')) {
  button.addEventListener("click", (event) => {
    const table = document.querySelector(`table[data-rows="${button.name.slice(4)}"] tbody`);
    if (!table?.lastElementChild) return;
    event.preventDefault();
    const row = emptied(table.lastElementChild);
    table.append(row);
    row.querySelector("input:not([type=hidden])")?.focus();
  });
}

// Enter in a field never sends a half-filled form by accident; with Ctrl it saves, or publishes what is new.
form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.querySelector(".action-bar .primary")?.click();
    return;
  }
  if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.target.type === "file") return;
  event.preventDefault();
  const axis = event.target.name?.startsWith("option_values_");
  if (axis) form.querySelector('button[name="make_skus"]')?.click();
});

if (form && document.querySelector("[aria-invalid=true], .errorlist")) {
  const wrong = document.querySelector("[aria-invalid=true]") || document.querySelector(".errorlist");
  wrong.focus?.({ preventScroll: true });
  wrong.scrollIntoView({ block: "center" });
}
