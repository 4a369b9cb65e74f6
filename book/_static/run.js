// The way from a chapter's page into a browser tab that runs it. `make lite` says which notebooks the tab has; where the
// site was built without it, or is read from a file, there is no way, and nothing is shown.
(function () {
  const NOTEBOOKS = [];
  const name = location.pathname.split("/").pop().replace(/\.html$/, "");
  const title = document.querySelector("main h1, article h1");
  if (!title || location.protocol === "file:" || !NOTEBOOKS.includes(name)) return;
  const way = document.createElement("p");
  way.className = "al-run";
  const link = document.createElement("a");
  link.href = new URL(`../lite/lab/index.html?path=notebooks/${name}.ipynb`, location.href).href;
  link.textContent = "Run this chapter in your browser";
  way.append(link, " Nothing to install. The first visit loads about 20 MB.");
  title.after(way);
})();
