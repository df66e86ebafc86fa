"use strict";
{
  // Position 0 is the whole picture; position k is what is known after step k.
  const items = [...document.querySelectorAll(".steps li")];
  items.sort((a, b) => a.dataset.step - b.dataset.step);
  const picture = document.querySelector(".picture");
  const boxes = [...picture.querySelectorAll(".node")];
  const links = [...picture.querySelectorAll(".edge, .label")];
  const controls = document.querySelector(".controls");
  const status = controls.querySelector("[role=status]");
  const end = items.length;
  let position = 0;

  const isPending = (moment) => position > 0 && Number(moment) > position;

  const isUsed = (link, item) =>
    item && (item.dataset.pass === "forward" ? link.dataset.to : link.dataset.from) === item.dataset.box;

  const sentence = (item) =>
    item
      ? `Step ${position} of ${end}, ${item.dataset.pass} pass. ${item.textContent}`
      : `The whole picture. ${end} steps lead to it: → and ← go through them.`;

  // Sideways in the picture, and up or down between the controls and the end of the window.
  const reveal = (box) => {
    const [inner, outer] = [box.getBoundingClientRect(), picture.getBoundingClientRect()];
    if (inner.left < outer.left || inner.right > outer.right) {
      picture.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
    }
    const top = controls.getBoundingClientRect().bottom;
    if (inner.top < top || inner.bottom > innerHeight) {
      scrollBy(0, inner.top + inner.height / 2 - (top + innerHeight) / 2);
    }
  };

  const show = (target) => {
    position = (target + end + 1) % (end + 1);
    const item = items[position - 1];
    picture.dataset.pass = item ? item.dataset.pass : "";
    for (const box of boxes) {
      box.classList.toggle("no-value", isPending(box.dataset.valueAt));
      box.classList.toggle("no-adjoint", isPending(box.dataset.adjointAt));
      box.classList.toggle("current", Boolean(item) && box.dataset.box === item.dataset.box);
    }
    for (const link of links) link.classList.toggle("current", Boolean(isUsed(link, item)));
    for (const other of items) {
      if (other === item) other.setAttribute("aria-current", "step");
      else other.removeAttribute("aria-current");
    }
    status.textContent = sentence(item);
    if (item) reveal(boxes[item.dataset.box]);
  };

  const actions = {
    first: () => show(1),
    back: () => show(position - 1),
    next: () => show(position + 1),
    last: () => show(end),
    whole: () => show(0),
  };

  const buttons = [...controls.querySelectorAll("button")];
  for (const button of buttons) button.addEventListener("click", actions[button.dataset.action]);
  for (const item of items) item.addEventListener("click", () => show(Number(item.dataset.step)));

  document.addEventListener("keydown", (event) => {
    const button = buttons.find((button) => button.getAttribute("aria-keyshortcuts") === event.key);
    const moves = event.target.closest?.(".picture, .scrolled");
    const isScrolling = moves && moves.scrollWidth > moves.clientWidth && event.key !== "Escape";
    const chooses = event.target.matches?.("input");
    if (!button || chooses || isScrolling || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    button.click();
  });

  controls.hidden = false;
  document.body.classList.add("steppable");
  show(0);
}
