/* <price-ladder>: lights the reached tier while quantities are typed and says what the next tier saves.
   All arithmetic in whole numbers (millionths of the currency, thousandths of the unit); the server decides what is paid. */

const scaled = (text, places) => {
  const [whole, part = ""] = String(text).trim().split(".");
  if (!/^\d*$/.test(whole) || !/^\d*$/.test(part)) return 0n;
  return BigInt((whole || "0") + part.padEnd(places, "0").slice(0, places));
};

const grouped = (units, places, least = 0) => {
  const digits = units.toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  let part = places ? digits.slice(-places) : "";
  while (part.length > least && part.endsWith("0")) part = part.slice(0, -1);
  return part ? `${whole}.${part}` : whole;
};

const filled = (sentence, facts) => sentence.replace(/%\((\w+)\)s/g, (_, name) => facts[name] ?? "");

class PriceLadder extends HTMLElement {
  connectedCallback() {
    this.places = Number(this.dataset.places);
    this.listen = (event) => {
      if (this.matches_input(event.target)) this.draw();
    };
    document.addEventListener("input", this.listen);
  }

  disconnectedCallback() {
    document.removeEventListener("input", this.listen);
  }

  matches_input(field) {
    const base = this.dataset.inputs;
    return field?.name === base || field?.name?.startsWith(`${base}-`);
  }

  chosen() {
    let sum = 0n;
    for (const field of document.querySelectorAll("input[name]")) {
      if (this.matches_input(field)) sum += scaled(field.value, 3);
    }
    return sum;
  }

  total(price, quantity) {
    const cut = 10n ** BigInt(9 - this.places);
    return (price * quantity + cut / 2n) / cut;
  }

  money(minor) {
    const symbol = this.dataset.symbol;
    return symbol + (/[A-Z]$/.test(symbol) ? "\u00a0" : "") + grouped(minor, this.places, this.places);
  }

  draw() {
    const tiers = [...this.querySelectorAll(".tier")].map((node) => ({
      node,
      minimum: scaled(node.dataset.minimum, 3),
      price: scaled(node.dataset.price, 6),
    }));
    const quantity = this.chosen();
    let at = -1;
    tiers.forEach((tier, index) => {
      if (quantity > 0n && tier.minimum <= quantity) at = index;
    });
    tiers.forEach((tier, index) => {
      tier.node.classList.toggle("lit", index === at);
      tier.node.toggleAttribute("aria-current", index === at);
    });
    const advice = this.querySelector(".ladder-advice");
    if (advice) {
      advice.textContent = quantity > 0n ? this.say(tiers, at, quantity) : "";
      advice.hidden = !advice.textContent;
    }
    this.dispatchEvent(
      new CustomEvent("ladder", {
        bubbles: true,
        detail: { quantity: grouped(quantity, 3), total: at < 0 ? "" : this.money(this.total(tiers[at].price, quantity)) },
      }),
    );
  }

  say(tiers, at, quantity) {
    const next = tiers[at + 1];
    if (!next) return tiers.length > 1 ? this.dataset.best : "";
    const unit = this.dataset.unit;
    const facts = {
      add: `${grouped(next.minimum - quantity, 3)}\u00a0${unit}`,
      tier: `${grouped(next.minimum, 3)}\u00a0${unit}`,
      unit,
    };
    if (at < 0) return filled(this.dataset.short, facts);
    const extra = this.total(next.price, next.minimum) - this.total(tiers[at].price, quantity);
    if (extra <= 0n) return filled(this.dataset.less, { ...facts, saved: this.money(-extra) });
    const saving = this.dataset.symbol + grouped(tiers[at].price - next.price, 6, this.places);
    return filled(this.dataset.more, { ...facts, extra: this.money(extra), saving });
  }
}

customElements.define("price-ladder", PriceLadder);

document.addEventListener("ladder", (event) => {
  for (const node of document.querySelectorAll("[data-ladder-total]")) node.textContent = event.detail.total;
  for (const node of document.querySelectorAll("[data-ladder-quantity]")) node.textContent = event.detail.quantity;
});
