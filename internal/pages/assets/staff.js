// What pages for the staff do better with a script.
"use strict";

// A number with a range gets a slider beside its field. The field is what is sent.
for (const field of document.querySelectorAll("input[data-max]")) {
  const range = document.createElement("input");
  Object.assign(range, { type: "range", min: field.dataset.min, max: field.dataset.max, step: field.dataset.step, value: field.value });
  range.setAttribute("aria-label", document.querySelector(`label[for="${field.id}"]`).textContent);
  range.addEventListener("input", () => { field.value = range.value; });
  field.addEventListener("input", () => { range.value = field.value.replace(",", "."); });
  field.closest(".field").append(range);
}

// The numbers of the lines go on where lines are added.
for (const box of document.querySelectorAll(".numbered")) {
  const text = box.querySelector("textarea"), numbers = box.querySelector(".numbers");
  text.addEventListener("input", () => {
    const lines = text.value.split("\n").length;
    while (numbers.childElementCount < lines) {
      const n = document.createElement("span");
      n.textContent = numbers.childElementCount + 1;
      numbers.append(n);
    }
    text.rows = Math.max(text.rows, lines + 1);
  });
}
