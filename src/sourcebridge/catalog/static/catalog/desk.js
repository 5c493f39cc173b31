// Chooses a page of goods with one box, and a stretch of rows with the shift key.
for (const form of document.querySelectorAll("form[data-chosen]")) {
  const boxes = [...form.querySelectorAll('input[name="chosen"]')];
  const all = form.querySelector("input[data-all]");
  let last = null;
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  const told = () => {
    const count = boxes.filter((box) => box.checked).length;
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  };
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const other of boxes.slice(from, to + 1)) other.checked = box.checked;
      }
      last = box;
      told();
    });
  }
}
