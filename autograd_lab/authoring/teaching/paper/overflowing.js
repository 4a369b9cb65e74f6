// Elements that reach beyond their page: a side of the sheet, or the width of a worksheet's text.
() => {
  const found = [];
  const report = (element, by) =>
    found.push({ what: `${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 40)}”`, by: Math.round(by) });
  for (const page of document.querySelectorAll(".side, .paper")) {
    const box = page.getBoundingClientRect();
    const style = getComputedStyle(page);
    const right = box.right - parseFloat(style.paddingRight);
    const bottom = page.matches(".side") ? box.bottom - parseFloat(style.paddingBottom) : Infinity;
    for (const element of page.querySelectorAll("*")) {
      if ((element.closest("svg") && !element.matches("svg")) || element.closest("mjx-assistive-mml, style, script")) continue;
      const inner = element.getBoundingClientRect();
      if (!inner.width || !inner.height) continue;
      const by = Math.max(inner.right - right, inner.bottom - bottom, box.left - inner.left);
      if (by > 1) report(element, by);
      else if (element.matches("th, td, pre") && element.scrollWidth > element.clientWidth + 1)
        report(element, element.scrollWidth - element.clientWidth);
    }
  }
  return found;
}
