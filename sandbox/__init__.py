"""Files that came from outside are opened here: in a process of their own that can do nothing but read."""
