"""The role that runs a simulation with several agents and seeds, and says whether its outcome holds."""
