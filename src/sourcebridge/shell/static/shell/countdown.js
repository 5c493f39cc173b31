/* Countdowns run on from the business time at which the page was made. */
const made = Date.now();
const filled = (sentence, facts) => sentence.replace(/%\((\w+)\)s/g, (_, name) => facts[name] ?? "");

const draw = () => {
  const gone = Math.floor((Date.now() - made) / 1000);
  for (const node of document.querySelectorAll("time.deadline[data-seconds]:not(.past)")) {
    const span = node.querySelector("[data-span]");
    const left = Number(node.dataset.seconds) - gone;
    if (!span || left < 0 || left >= 3 * 86400) continue;
    const facts = {
      days: Math.floor(left / 86400),
      hours: Math.floor((left % 86400) / 3600),
      minutes: Math.floor((left % 3600) / 60),
    };
    span.textContent = filled(facts.days ? node.dataset.days : node.dataset.hours, facts);
  }
};

setInterval(draw, 30000);
