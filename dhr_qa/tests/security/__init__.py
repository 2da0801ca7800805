"""Attacks that are tried on the whole house; what each room refuses by itself is tried in its own tests."""
