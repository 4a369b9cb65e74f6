"""What several test folders share: a browser, a JupyterLab, and the account of what was not run."""
