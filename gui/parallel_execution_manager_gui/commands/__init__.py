"""What the operator's actions do to the selection: each ends in a wish."""
