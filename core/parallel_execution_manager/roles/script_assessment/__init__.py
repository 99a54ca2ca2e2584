"""The role that grades scripts by their metrics and says whether a quality gate is passed."""
