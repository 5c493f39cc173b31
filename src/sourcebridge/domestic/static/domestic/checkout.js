/* Another address or carrier changes freight and sum: ask the server at once. Without script the button does it. */

for (const form of document.querySelectorAll("form[data-checkout]")) {
  form.addEventListener("change", (event) => {
    if (event.target.name === "address" || event.target.name === "province" || event.target.name.startsWith("carrier-")) {
      form.querySelector("button[value=update]").click();
    }
  });
}
