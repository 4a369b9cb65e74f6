"""What Chromium's PDFs still lack: ways from page to page of the book, and one file that holds them all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NumberObject, TextStringObject

from autograd_lab.authoring.addresses import Addresses

MARK = "https://page.invalid/"
"""Where a printed page's links to other pages of the book lead, as if the book lay there."""


@dataclass(frozen=True)
class Part:
    """A printed page: its name, its title, what stands before its page numbers, the file, and all of its headings."""

    page: str  # 05_computational_graph
    title: str
    prefix: str  # 5-
    path: Path
    headings: tuple[str, ...] = ()


def finish(part: Part, others: Sequence[str], addresses: Addresses) -> None:
    """Let a chapter's own file lead on: to the site where its address is known, else to the other files beside it."""
    writer = PdfWriter(clone_from=str(part.path))
    for link, name, fragment in _links_between_pages([writer.root_object]):
        if addresses.site:
            address = urlsplit(link["/A"]["/URI"])._replace(fragment=fragment).geturl().removeprefix(MARK)
            link[NameObject("/A")] = _dictionary(S=NameObject("/URI"), URI=TextStringObject(addresses.site + address))
        elif name in others:
            goal = ArrayObject([NumberObject(0), NameObject("/Fit")])
            file = TextStringObject(f"{name}.pdf")
            link[NameObject("/A")] = _dictionary(S=NameObject("/GoToR"), F=file, D=goal)
        else:
            del link["/A"]
    _name_outline(writer.root_object, part)
    _set_labels(writer, [(0, part.prefix)])
    _describe(writer, part.title)
    writer.write(part.path)


def join(parts: Sequence[Part], target: Path, title: str) -> None:
    """One PDF of all parts, in their order: pages, outline and tags of each, and links that lead within it.

    The first part is the cover. Each part's pages keep their numbers, which stand on them.
    """
    writer = PdfWriter()
    roots: list[Any] = []
    for part in parts:
        reader = PdfReader(part.path)
        _settle_destinations(reader)
        roots.append(reader.trailer["/Root"].clone(writer))
        _name_outline(roots[-1], part)
        writer.pdf_header = reader.pdf_header
    catalog = writer.root_object
    firsts = _join_pages(writer, catalog, roots)
    _join_outlines(writer, catalog, roots)
    _join_tags(writer, catalog, roots)
    for name in ("/Lang", "/MarkInfo", "/ViewerPreferences"):
        catalog[NameObject(name)] = roots[0][name]
    places = {part.page: page for part, (_, page) in zip(parts, firsts, strict=True)}
    inside = {part.page: root.get("/Dests", {}) for part, root in zip(parts, roots, strict=True)}
    for link, name, fragment in _links_between_pages(roots):
        if name in places:
            goal = inside[name].get(f"/{fragment}") or ArrayObject([places[name], NameObject("/Fit")])
            link[NameObject("/Dest")] = goal
        del link["/A"]
    _set_labels(writer, [(start, part.prefix) for part, (start, _) in zip(parts, firsts, strict=True)])
    _describe(writer, title)
    writer.write(target)


def _links_between_pages(roots: Sequence[Any]) -> Iterator[tuple[Any, str, str]]:
    """Each link to another page of the book: (the link, the page's name, the place on it)."""
    for root in roots:
        for page in _pages(root["/Pages"]):
            for reference in page.get("/Annots", []):
                link = reference.get_object()
                address = str(link.get("/A", {}).get("/URI", ""))
                if address.startswith(MARK):
                    parts = urlsplit(address)
                    yield link, Path(parts.path).stem, unquote(parts.fragment)


def _pages(node: Any) -> Iterator[Any]:
    """The pages below a node of the tree of pages, in order."""
    node = node.get_object()
    if node["/Type"] == "/Page":
        yield node
        return
    for kid in node["/Kids"]:
        yield from _pages(kid)


def _settle_destinations(reader: PdfReader) -> None:
    """Let each link within a file, and each line of its outline, name its goal by page and place.

    Two files may know different places by one name.
    """
    root: Any = reader.trailer["/Root"]
    known = root.get("/Dests", {})
    for page in _pages(root["/Pages"]):
        for reference in page.get("/Annots", []):
            link = reference.get_object()
            if isinstance(link.get("/Dest"), NameObject):
                link[NameObject("/Dest")] = known[link["/Dest"]]
    for item in _outline_items(root.get("/Outlines", {})):
        if isinstance(item.get("/Dest"), NameObject):
            item[NameObject("/Dest")] = known[item["/Dest"]]


def _name_outline(root: Any, part: Part) -> None:
    """Give each line of the outline its heading's words: Chromium runs two of them together where a heading wraps."""
    known = {"".join(heading.split()): heading for heading in part.headings}
    for item in _outline_items(root.get("/Outlines", {})):
        item[NameObject("/Title")] = TextStringObject(known.get("".join(str(item["/Title"]).split()), item["/Title"]))


def _outline_items(parent: Any) -> Iterator[Any]:
    item = parent.get("/First")
    while item is not None:
        item = item.get_object()
        yield item
        yield from _outline_items(item)
        item = item.get("/Next")


def _join_pages(writer: PdfWriter, catalog: Any, roots: Sequence[Any]) -> list[tuple[int, IndirectObject]]:
    """One tree of pages out of several; returns for each its first page, as a number from 0 and as the page."""
    tree = DictionaryObject({NameObject("/Type"): NameObject("/Pages"), NameObject("/Kids"): ArrayObject()})
    above = writer._add_object(tree)
    firsts, count = [], 0
    for root in roots:
        branch = root["/Pages"]
        branch[NameObject("/Parent")] = above
        tree["/Kids"].append(root.raw_get("/Pages"))  # type: ignore[attr-defined]
        firsts.append((count, next(_pages(branch)).indirect_reference))
        count += int(branch["/Count"])
    tree[NameObject("/Count")] = NumberObject(count)
    catalog[NameObject("/Pages")] = above
    return firsts


def _join_outlines(writer: PdfWriter, catalog: Any, roots: Sequence[Any]) -> None:
    """One outline, closed to the titles of its parts."""
    outline = DictionaryObject({NameObject("/Type"): NameObject("/Outlines")})
    above = writer._add_object(outline)
    items = [item for root in roots if "/Outlines" in root for item in _top_items(root["/Outlines"])]
    for number, item in enumerate(items):
        item[NameObject("/Parent")] = above
        if "/Count" in item:
            item[NameObject("/Count")] = NumberObject(-abs(int(item["/Count"])))
        for name, at in (("/Prev", number - 1), ("/Next", number + 1)):
            item.pop(name, None)
            if 0 <= at < len(items):
                item[NameObject(name)] = items[at].indirect_reference
    if items:
        outline[NameObject("/First")] = items[0].indirect_reference
        outline[NameObject("/Last")] = items[-1].indirect_reference
        outline[NameObject("/Count")] = NumberObject(len(items))
        catalog[NameObject("/Outlines")] = above


def _top_items(outline: Any) -> list[Any]:
    """The items of an outline's uppermost level."""
    items, item = [], outline.get("/First")
    while item is not None:
        items.append(item.get_object())
        item = items[-1].get("/Next")
    return items


def _join_tags(writer: PdfWriter, catalog: Any, roots: Sequence[Any]) -> None:
    """One tree of tags for one document; what a page has in it is found by numbers, each of which is used once."""
    tree = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
    kids, numbers, used = ArrayObject(), ArrayObject(), 0
    whole = _dictionary(Type=NameObject("/StructElem"), S=NameObject("/Document"), K=kids)
    whole[NameObject("/P")] = writer._add_object(tree)
    above = writer._add_object(whole)
    for root in roots:
        theirs = root["/StructTreeRoot"]
        document = theirs["/K"]
        document[NameObject("/S")] = NameObject("/Part")
        document[NameObject("/P")] = above
        kids.append(theirs.raw_get("/K"))
        for number, found in _entries_by_number(theirs["/ParentTree"]):
            numbers.extend([NumberObject(used + number), found])
        for page in _pages(root["/Pages"]):
            for holder, name in ((page, "/StructParents"), *_annotations(page)):
                if name in holder:
                    holder[NameObject(name)] = NumberObject(used + int(holder[name]))
        used += int(theirs["/ParentTreeNextKey"])
    tree[NameObject("/K")] = above
    tree[NameObject("/ParentTree")] = writer._add_object(_dictionary(Nums=numbers))
    tree[NameObject("/ParentTreeNextKey")] = NumberObject(used)
    catalog[NameObject("/StructTreeRoot")] = whole.raw_get("/P")


def _annotations(page: Any) -> list[tuple[Any, str]]:
    return [(reference.get_object(), "/StructParent") for reference in page.get("/Annots", [])]


def _entries_by_number(tree: Any) -> Iterator[tuple[int, Any]]:
    """The entries of a tree of numbers."""
    entries = tree.get("/Nums", [])
    yield from ((int(entries[at]), entries[at + 1]) for at in range(0, len(entries), 2))
    for kid in tree.get("/Kids", []):
        yield from _entries_by_number(kid.get_object())


def _set_labels(writer: PdfWriter, starts: Sequence[tuple[int, str]]) -> None:
    """Number the pages from each start on anew, with a prefix: 5-1, 5-2, as it stands on them."""
    numbers = ArrayObject()
    for start, prefix in starts:
        numbers.extend([NumberObject(start), _dictionary(S=NameObject("/D"), P=TextStringObject(prefix))])
    writer.root_object[NameObject("/PageLabels")] = _dictionary(Nums=numbers)


def _describe(writer: PdfWriter, title: str) -> None:
    writer.metadata = {"/Title": title, "/Author": "The Autograd Lab developers"}


def _dictionary(**entries: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})
