"""An action plan as a file: rows to one frozen value, and that value to Excel, Word and CSV."""
