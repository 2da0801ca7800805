"""What is looked at before a pack is made: a registry, what the checks read, and the checks by subject."""
