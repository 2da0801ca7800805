"""What closes a review once it is cleared: duties done, publication withheld."""
