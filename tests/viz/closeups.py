"""Reading every number that a card shows from close by: each entry of each picture is chosen in turn."""

#: chooses entry after entry, row by row and back again; for each picture, what was shown at each entry
WALK = """(most) => {
  const card = document.querySelector('.al-side');
  const press = (sheet, key) => sheet.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  const found = {};
  const titles = [...card.querySelectorAll('.al-close .al-choose')].map((s) => s.getAttribute('aria-label'));
  for (const title of titles) {
    const sheet = () => card.querySelector(`.al-close [aria-label=${JSON.stringify(title)}]`);
    const looks = [];
    const look = () => looks.push({
      told: card.querySelector('.al-close .al-told').textContent,
      numbers: [...card.querySelectorAll('.al-close [data-q]')].map((e) => [e.dataset.q, Number(e.dataset.x)]),
      lit: (card.querySelectorAll('.al-close .al-lit')).length,
    });
    press(sheet(), 'Home');
    look();
    let way = 'ArrowRight';
    for (let k = 0; k < most; k++) {
      let before = sheet().getAttribute('aria-valuenow');
      press(sheet(), way);
      if (sheet().getAttribute('aria-valuenow') === before) {
        press(sheet(), 'ArrowDown');
        if (sheet().getAttribute('aria-valuenow') === before) break;
        way = way === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight';
      }
      look();
    }
    found[title.replace(': arrow keys choose', '')] = looks;
  }
  return found;
}"""


def looks(page, most=10_000):
    """{title of a picture: [{told, numbers}, …]} for every entry that can be chosen on the open card."""
    return page.evaluate(WALK, most)


def terms_of(look):
    """(role, place, {(a, b, product), …} sorted, {what: number}) of one look at a convolution or a pooling."""
    rows, rest, role, at = {}, {}, None, None
    for key, number in look["numbers"]:
        role, at, *more = key.split(":")
        if len(more) == 2:
            rows.setdefault(int(more[0]), {})[more[1]] = number
        else:
            rest[more[0]] = number
    return role, int(at or 0), sorted(tuple(row.values()) for row in rows.values()), rest


def numbers_at(page, selector):
    """{what: number} of every number that a page shows at this selector, from top to bottom."""
    return dict(page.locator(selector).evaluate_all("all => all.map((e) => [e.dataset.q, Number(e.dataset.x)])"))
