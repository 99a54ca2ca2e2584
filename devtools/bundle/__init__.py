"""What the packaged program is made of: the recipe for PyInstaller and the files for the desktop."""
