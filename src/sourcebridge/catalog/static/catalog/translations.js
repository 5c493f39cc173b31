// Ctrl+Enter accepts the text in focus; without script the button does.
document.querySelector("#translation textarea")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.target.form.querySelector('button[value="accept"]').click();
});
