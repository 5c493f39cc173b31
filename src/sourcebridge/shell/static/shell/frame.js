/* Menus close by Escape or a click outside; `/` goes to the search field; a picture marks its thumbnail. */
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const field = document.querySelector(".search input");
    if (field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  }
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const thumb = event.target.closest?.(".gallery-thumbs a");
  if (thumb) {
    event.preventDefault();
    const main = thumb.closest(".gallery").querySelector(".gallery-main");
    const picture = main.querySelector(thumb.getAttribute("href"));
    main.scrollTo({ left: picture.offsetLeft - main.offsetLeft });
    for (const other of thumb.closest("ul").querySelectorAll("a")) other.toggleAttribute("aria-current", other === thumb);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = event.target.closest?.(".table-wrap tbody tr");
  if (!row || event.target.closest("input, select, textarea")) return;
  const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
  const target = next?.querySelector("a, button");
  if (target) {
    event.preventDefault();
    target.focus();
  }
});
