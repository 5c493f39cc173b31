/* The filters beside the grid follow its address; a why-sheet closes by Escape or a click elsewhere. */
const body = document.body;

body.addEventListener("htmx:configRequest", (event) => {
  const box = event.detail.elt;
  if (box.id === "facets") event.detail.path = box.dataset.facets + query();
});

body.addEventListener("htmx:pushedIntoHistory", () => {
  const box = document.getElementById("facets");
  if (box) htmx.trigger(box, "again");
});

function query() {
  const given = new URLSearchParams(location.search);
  const category = location.pathname.match(/^\/c\/([^/]+)\/$/);
  if (category) given.set("category", category[1]);
  const mended = document.getElementById("results")?.dataset.words;
  if (mended) given.set("q", mended);
  const text = given.toString();
  return text ? `?${text}` : "";
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.why[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.why[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
