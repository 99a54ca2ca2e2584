"""The role that plans recurring tasks and says what is due, submitted or stuck."""
