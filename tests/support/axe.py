"""What axe-core, the accessibility checker, finds on a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def findings(page: Page, *rules: str, within: str = "html") -> list[str]:
    """What it calls serious or critical, by all of its rules or those named: rule, place, and why.

    within   a selector: only this part of the page is looked at
    """
    # what axe would load anew is the style sheets, which a page opened as a file may not read
    options = {"preload": False, **({"runOnly": {"type": "rule", "values": list(rules)}} if rules else {})}
    violations = Axe().run(page, context=within, options=options).response["violations"]
    return [
        f"{found['id']} ({found['impact']}): {node['target']} {node['failureSummary']}"
        for found in violations
        for node in found["nodes"]
        if found["impact"] in ("serious", "critical")
    ]
