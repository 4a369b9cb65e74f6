// Each player or figure in a `.picture` becomes its drawing alone, as it stands at its start; nothing can be pressed.
async () => {
  const pictures = [...document.querySelectorAll(".picture")];
  const drawing = (picture) => picture.querySelector("svg.al-graph, svg.al-net, .al-plot-stage svg, .al-figure svg");
  for (const picture of pictures) {
    for (let tries = 0; !drawing(picture) && tries < 400; tries++) await new Promise((done) => setTimeout(done, 25));
    let kept = drawing(picture);
    if (!kept) throw new Error(`nothing has been drawn in ${picture.dataset.cell}`);
    for (; kept !== picture; kept = kept.parentElement) {
      for (const other of kept.parentElement.children) {
        if (other !== kept && !other.matches("style, script")) other.style.display = "none";
      }
      if (kept.parentElement !== picture) kept.parentElement.classList.add("bare");
    }
    // no live player is left: it would go to its last step when the page is printed, and tell the answer
    picture.innerHTML = picture.innerHTML;
  }
}
