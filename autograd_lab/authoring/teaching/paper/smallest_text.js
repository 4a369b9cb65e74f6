// The size of the smallest text on the page, in points. Of a formula it is the size of the formula, not of its indices.
() => {
  let smallest = Infinity;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest("script, style, title, mjx-container") || !parent.checkVisibility()) continue;
    const drawing = parent.closest("svg") && parent.getScreenCTM?.();
    smallest = Math.min(smallest, parseFloat(getComputedStyle(parent).fontSize) * (drawing ? drawing.a : 1));
  }
  for (const formula of document.querySelectorAll("mjx-container"))
    smallest = Math.min(smallest, parseFloat(getComputedStyle(formula.parentElement).fontSize));
  return Math.round(smallest * 75) / 100;
}
