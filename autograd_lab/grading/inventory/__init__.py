"""The concept inventory of a class: from the letters handed in to a page for whoever teaches and one for the class."""
