// What lies beside a chapter's page: the browser tab that runs it, and its PDF; on the first page, the tabs of the sets. `make lite` and `make pdf` say here what there
// is. A tab needs a server, so a page that is read from a file does not offer it.
(function () {
  const NOTEBOOKS = [];
  const PDFS = [];
  const name = location.pathname.split("/").pop().replace(/\.html$/, "");
  const offersTab = location.protocol !== "file:" && NOTEBOOKS.length;
  const tabs = document.querySelector(".al-tabs");
  if (tabs && offersTab) {
    for (const link of tabs.querySelectorAll("a")) {
      const [folder, notebook] = link.dataset.alTab.split("/").slice(-2);
      link.href = new URL(`lite/lab/index.html?path=${link.dataset.alTab}.ipynb`, location.href).href;
      link.hidden = !NOTEBOOKS.includes(notebook ?? folder);
    }
    tabs.hidden = [...tabs.querySelectorAll("a")].every((link) => link.hidden);
  }
  const row = document.querySelector(".al-ways");
  if (!row) return;
  const ways = [];
  if (offersTab && NOTEBOOKS.includes(name)) {
    const tab = `../lite/lab/index.html?path=notebooks/${name}.ipynb`;
    ways.push(["Run this chapter in your browser", tab, "about 20 MB at first"]);
  }
  if (PDFS.includes(name)) ways.push(["PDF", `../pdf/${name}.pdf`]);
  const items = ways.map(([word, address, note]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = new URL(address, location.href).href;
    link.textContent = word;
    item.append(link);
    if (note) {
      const small = document.createElement("small");
      small.textContent = note;
      item.append(" ", small);
    }
    return item;
  });
  row.firstElementChild.prepend(...items);
  row.hidden = !row.firstElementChild.childElementCount;
})();
