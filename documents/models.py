"""The documents of a review, their versions, who signed them off, and what was submitted of them."""
