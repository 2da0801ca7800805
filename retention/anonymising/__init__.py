"""A copy for training: the shape and the numbers of an installation, and none of its names and words."""
