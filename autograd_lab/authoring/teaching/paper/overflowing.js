// Elements that reach beyond their page: a side of the sheet, or the width of a worksheet's text.
() => {
  const found = [];
  const pages = document.querySelectorAll(".side, .sheet");
  for (const page of pages) {
    const box = page.getBoundingClientRect();
    const style = getComputedStyle(page);
    const right = box.right - parseFloat(style.paddingRight);
    const bottom = page.matches(".side") ? box.bottom - parseFloat(style.paddingBottom) : Infinity;
    for (const element of page.querySelectorAll("*")) {
      if (element.closest("svg") && !element.matches("svg")) continue;
      const inner = element.getBoundingClientRect();
      const by = Math.max(inner.right - right, inner.bottom - bottom, box.left - inner.left);
      if (by > 1) found.push({ what: `${element.tagName.toLowerCase()} “${element.textContent.slice(0, 40)}”`, by: Math.round(by) });
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth && getComputedStyle(element).overflowX !== "visible")
        found.push({ what: `${element.tagName.toLowerCase()} “${element.textContent.slice(0, 40)}”`, by: element.scrollWidth - element.clientWidth });
    }
  }
  return found;
}
