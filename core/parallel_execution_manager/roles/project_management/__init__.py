"""The role that follows a project's milestones and says which of them are late or at risk."""
