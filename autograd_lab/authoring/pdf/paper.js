// Makes a page of the book ready for paper. What answers a question goes from its place to the page's end, under a number;
// a link to another page becomes a mark, of which pdf/join.py makes a way that a PDF has. Returns the page's headings.
(mark) => {
  const article = document.querySelector("article");
  const DRAWN = ".al-player, .al-figure, .al-network, .al-plot, .al-zoo";
  const MANY_ROWS = 16;
  const words = (element) => (element?.textContent ?? "").replace(/\s+/g, " ").trim().replace(/#$/, "");
  const made = (tag, className, ...content) => {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...content);
    return element;
  };
  const summaryOf = (fold) => fold.querySelector(":scope > summary");
  const labelOf = (fold) => words(summaryOf(fold)?.querySelector(".collapsed") ?? summaryOf(fold));
  const isChoice = (fold) => fold.matches(".al-choice");
  const isOutermost = (fold) => !fold.closest(DRAWN) && !fold.parentElement.closest("details");
  const folds = [...article.querySelectorAll("details")].filter(isOutermost);

  // code that is folded for its length, and what concerns a notebook alone, is not for paper
  const isLeftOut = (fold) => fold.matches(".al-notebook") || fold.matches(".tag_hide-input > .above-input");
  for (const fold of folds.filter(isLeftOut)) fold.remove();

  // folds that stand in a row have one number
  const blockOf = (fold) => fold.closest(".cell") ?? fold;
  const groups = [];
  for (const fold of folds.filter((one) => one.isConnected)) {
    const last = groups.at(-1)?.at(-1);
    const follows = last && [blockOf(last), blockOf(last).nextElementSibling].includes(blockOf(fold));
    if (follows) groups.at(-1).push(fold);
    else groups.push([fold]);
  }
  const sections = [...article.querySelectorAll("h2, h3")];
  const end = made("section", "al-paper-end", made("h2", "", "Hints, answers and solutions"));
  groups.forEach((group, index) => {
    const number = index + 1;
    const isBefore = (heading) => heading.compareDocumentPosition(group[0]) & Node.DOCUMENT_POSITION_FOLLOWING;
    const back = made("a", "", `${number}`);
    back.id = `al-told-${number}`;
    back.href = `#al-asked-${number}`;
    const told = made("section", "al-paper-told");
    const section = words(sections.findLast(isBefore));
    told.append(made("p", "al-paper-number", back, section && ` · ${section}`));
    const named = group.filter((fold) => !isChoice(fold) && !/^Reveal/.test(labelOf(fold)));
    const labels = named.map((fold) => labelOf(fold).replace(/:$/, ""));
    if (!labels.length) labels.push(group.some(isChoice) ? "Replies" : "What comes out");
    const forth = made("a", "", `At the end, no. ${number}`);
    forth.id = `al-asked-${number}`;
    forth.href = `#al-told-${number}`;
    group.at(-1).after(made("p", "al-paper-asked", forth, `: ${labels.join(" · ")}`));
    let letter = "a".charCodeAt(0);
    for (const fold of group) {
      const summary = summaryOf(fold);
      if (isChoice(fold)) {
        const sign = `(${String.fromCharCode(letter++)}) `;
        fold.before(made("p", "al-paper-choice", sign, ...summary.childNodes));
        const reply = fold.querySelector(":scope > p");
        reply?.prepend(sign);
      } else if (named.includes(fold)) {
        told.append(made("p", "al-paper-label", labelOf(fold)));
      }
      summary.remove();
      told.append(made("div", "", ...fold.childNodes));
      fold.remove();
    }
    end.append(told);
  });
  for (const inner of end.querySelectorAll("details")) if (!inner.closest(DRAWN)) inner.open = true;
  if (groups.length) article.append(end);

  dispatchEvent(new Event("beforeprint")); // each player goes to its last step, with all that it has in words
  // a long table is read as two halves side by side
  for (const table of article.querySelectorAll(".al-player table, .al-network table")) {
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    if (rows.length <= MANY_ROWS || rows[0].cells.length > 4) continue;
    const second = table.cloneNode(false);
    const body = document.createElement("tbody");
    body.append(...rows.slice(Math.ceil(rows.length / 2)));
    if (table.tHead) second.append(table.tHead.cloneNode(true));
    second.append(body);
    const pair = made("div", "al-paper-pair");
    table.replaceWith(pair);
    pair.append(table, second);
  }

  for (const link of article.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href");
    if (!href.startsWith("#") && !/^[a-z]+:/i.test(href)) link.href = new URL(href, mark).href;
  }
  return [...article.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(words);
}
