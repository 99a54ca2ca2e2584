"""What makes the window a good desktop program: command palette, help, settings, tray, first page."""
