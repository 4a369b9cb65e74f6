// "Reveal" opens what a prediction's cell printed; the words that explain it are folded right behind, and open with it.
(function () {
  const answer = (cell) => cell && (cell.matches("details.al-answer") ? cell : cell.querySelector(":scope > details.hide"));
  const isAnswer = (cell) => cell?.matches("details.al-answer, .tag_answer");
  for (const output of document.querySelectorAll(".tag_predict details.hide")) {
    output.addEventListener("toggle", () => {
      if (!output.open) return;
      for (let next = output.closest(".tag_predict").nextElementSibling; isAnswer(next); next = next.nextElementSibling) {
        const fold = answer(next);
        if (fold) fold.open = true;
      }
    });
  }
})();
