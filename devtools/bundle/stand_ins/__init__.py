"""Small modules that the packaged program has in the place of large ones of Qt that it does not use."""
