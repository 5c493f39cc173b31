// Adds an empty row on the spot; without script the same button asks the server for one.
for (const button of document.querySelectorAll('button[name="add_tier"], button[name="add_sku"]')) {
  button.addEventListener("click", (event) => {
    const table = document.querySelector(`table[data-rows="${button.name.slice(4)}"] tbody`);
    const last = table?.lastElementChild;
    if (!last) return;
    event.preventDefault();
    const row = last.cloneNode(true);
    for (const input of row.querySelectorAll("input")) input.value = "";
    for (const select of row.querySelectorAll("select")) select.selectedIndex = 0;
    table.append(row);
    row.querySelector("input:not([type=hidden])")?.focus();
  });
}
