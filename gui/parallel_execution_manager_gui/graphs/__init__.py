"""Live graphs and what happened meanwhile: pure parts first, widgets around them."""
