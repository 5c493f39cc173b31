/* The quantity table: price per variant and the sum of the goods as one types. Whole numbers only
   (millionths of the currency, thousandths of the unit); the server decides what is paid. */

const scaled = (text, places) => {
  const [whole, part = ""] = String(text).trim().split(".");
  if (!/^\d*$/.test(whole) || !/^\d*$/.test(part)) return 0n;
  return BigInt((whole || "0") + part.padEnd(places, "0").slice(0, places));
};

const grouped = (units, places, least = 0) => {
  const digits = units.toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  let part = digits.slice(-places);
  while (part.length > least && part.endsWith("0")) part = part.slice(0, -1);
  return part ? `${whole}.${part}` : whole;
};

for (const form of document.querySelectorAll("form[data-goods]")) {
  const total = form.querySelector("[data-goods-total]");
  if (!total) continue;
  const sum = form.querySelector("[data-goods-quantity]");
  const before = total.textContent.match(/^[^\d]*/)[0];
  const places = (total.textContent.split(".")[1] ?? "").length;
  const rows = [...form.querySelectorAll("[data-tiers]")].map((node) => ({
    field: node.querySelector("input[type=number]"),
    price: node.querySelector("[data-price]"),
    shared: node.hasAttribute("data-shared"),
    tiers: node.dataset.tiers
      .split(" ")
      .filter(Boolean)
      .map((pair) => pair.split(":"))
      .map(([minimum, price]) => ({ minimum: scaled(minimum, 3), price: scaled(price, 6) })),
  }));

  const draw = () => {
    const quantities = rows.map((row) => scaled(row.field.value, 3));
    const together = rows.reduce((all, row, i) => (row.shared ? all + quantities[i] : all), 0n);
    const cut = 10n ** BigInt(9 - places);
    let goods = 0n;
    rows.forEach((row, i) => {
      const counted = row.shared ? together : quantities[i];
      const tier = row.tiers.filter((one) => one.minimum <= counted).at(-1) ?? row.tiers[0];
      if (!tier) return;
      if (row.price) row.price.textContent = before + grouped(tier.price, 6, places);
      goods += (tier.price * quantities[i] + cut / 2n) / cut;
    });
    total.textContent = before + (places ? grouped(goods, places, places) : goods.toString());
    sum.textContent = grouped(quantities.reduce((all, one) => all + one, 0n), 3);
  };

  const matrices = [...form.querySelectorAll("[data-matrix]")];
  const sums = () => {
    for (const matrix of matrices) {
      const columns = [...matrix.querySelectorAll("[data-sum-column]")];
      const downwards = columns.map(() => 0n);
      for (const line of matrix.tBodies[0].rows) {
        let across = 0n;
        columns.forEach((_, at) => {
          const typed = scaled(line.cells[at + 1].querySelector("input")?.value ?? "", 3);
          across += typed;
          downwards[at] += typed;
        });
        line.querySelector("[data-sum-row]").textContent = grouped(across, 3);
      }
      columns.forEach((node, at) => (node.textContent = grouped(downwards[at], 3)));
      matrix.querySelector("[data-sum-all]").textContent = grouped(downwards.reduce((all, one) => all + one, 0n), 3);
    }
  };

  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  form.addEventListener("keydown", (event) => {
    const [down, across] = steps[event.key] ?? [];
    const cell = event.target.closest?.("[data-matrix] td");
    if (down === undefined || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
    const lines = [...cell.closest("tbody").rows];
    let line = lines.indexOf(cell.parentElement) + down;
    let column = cell.cellIndex + across;
    while (lines[line]?.cells[column]) {
      const field = lines[line].cells[column].querySelector("input:not(:disabled)");
      if (field) {
        event.preventDefault();
        field.focus();
        field.select();
        return;
      }
      line += down;
      column += across;
    }
    if (down) event.preventDefault();
  });

  form.addEventListener("input", draw);
  form.addEventListener("input", sums);
  draw();
  sums();
}
