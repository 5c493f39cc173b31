/* Fields are checked on leaving them, in the browser's own words; a file may be dropped; a form is sent once. */
document.addEventListener("focusout", (event) => {
  const field = event.target;
  const box = field.closest?.(".field");
  if (!box || !field.willValidate || field.type === "file") return;
  const said = box.querySelector("[data-local]");
  if (field.validity.valid) {
    if (said) {
      said.remove();
      box.classList.remove("in-error");
      field.removeAttribute("aria-invalid");
    }
    return;
  }
  if (field.value === "") return;
  const line = said ?? document.createElement("p");
  line.dataset.local = "";
  line.className = "errorlist";
  line.textContent = field.validationMessage;
  if (!said) box.append(line);
  box.classList.add("in-error");
  field.setAttribute("aria-invalid", "true");
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

class FileDrop extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input[type=file]");
    if (!field) return;
    for (const kind of ["dragenter", "dragover"]) {
      this.addEventListener(kind, (event) => {
        event.preventDefault();
        this.classList.add("over");
      });
    }
    for (const kind of ["dragleave", "drop"]) this.addEventListener(kind, () => this.classList.remove("over"));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) {
        field.files = event.dataTransfer.files;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }
}

customElements.define("file-drop", FileDrop);
