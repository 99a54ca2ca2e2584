"""The role that grades Python scripts by their complexity and maintainability."""
