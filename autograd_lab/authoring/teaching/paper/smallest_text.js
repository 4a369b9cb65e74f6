// The smallest font size of any text on the page, in points.
() => {
  let smallest = Infinity;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest("script, style, svg, mjx-assistive-mml") || !parent.checkVisibility()) continue;
    smallest = Math.min(smallest, parseFloat(getComputedStyle(parent).fontSize));
  }
  for (const formula of document.querySelectorAll("mjx-container"))
    smallest = Math.min(smallest, parseFloat(getComputedStyle(formula).fontSize));
  return (smallest * 72) / 96;
}
