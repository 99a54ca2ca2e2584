"""Why an action can do nothing for what is selected: pure rules for tasks and roles, and who applies them."""
