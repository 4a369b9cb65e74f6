"""The course in a browser tab: JupyterLite with a Pyodide kernel beside the book, and nothing fetched from elsewhere."""
