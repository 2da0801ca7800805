"""What people are told: it is your turn, something was assigned to you, a letter came, areas were marked."""
