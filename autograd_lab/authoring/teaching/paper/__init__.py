"""Paper for class: a sheet of formulas and a worksheet for each chapter, as HTML that Chromium prints."""
