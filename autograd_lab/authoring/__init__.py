"""From course text to notebooks, problem sets and the book: for authors only, students never import it."""
