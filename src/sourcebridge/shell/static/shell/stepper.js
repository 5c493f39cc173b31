/* <quantity-stepper>: − and + move by whole batches; what lies between is answered with the two nearest valid quantities. */

const exact = (text) => Math.round(Number(text || 0) * 1000);
const shown = (units) => String(units / 1000);
const filled = (sentence, facts) => sentence.replace(/%\((\w+)\)s/g, (_, name) => facts[name] ?? "");

class QuantityStepper extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    this.querySelector(".stepper-less").addEventListener("click", () => this.move(-1));
    this.querySelector(".stepper-more").addEventListener("click", () => this.move(1));
    this.field.addEventListener("change", () => this.judge());
    this.field.addEventListener("input", () => this.say(""));
  }

  bounds() {
    const { min, max, step } = this.field;
    return { min: exact(min), max: max === "" ? Infinity : exact(max), step: exact(step) || 1000 };
  }

  move(direction) {
    const { min, max, step } = this.bounds();
    const now = exact(this.field.value);
    const at = direction > 0 ? Math.floor(now / step) + 1 : Math.ceil(now / step) - 1;
    let next = at * step;
    if (direction > 0 && next < min) next = min;
    if (direction < 0 && next < min) next = min;
    this.set(Math.min(next, max));
  }

  set(units) {
    this.field.value = shown(units);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  judge() {
    const { min, max, step } = this.bounds();
    const now = exact(this.field.value);
    if (now > max) return this.say(filled(this.dataset.over, { max: shown(max) }));
    if (now < min) return this.say(filled(this.dataset.under, { min: shown(min) }));
    if (now % step === 0) return this.say("");
    const low = Math.max(Math.floor(now / step) * step, min);
    const high = Math.min(Math.ceil(now / step) * step, max);
    this.say(filled(this.dataset.beside, { step: shown(step), low: shown(low), high: shown(high) }));
  }

  say(sentence) {
    this.querySelector(".stepper-say").textContent = sentence;
    this.classList.toggle("in-error", Boolean(sentence));
    if (sentence) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }
}

customElements.define("quantity-stepper", QuantityStepper);
