"""The course in a browser tab: JupyterLite with a Pyodide kernel; nothing comes from another host."""
