"""How long things take, and whether the answer is right all the same."""
