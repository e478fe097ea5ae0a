"""Many athletes' weeks: each on its own, then what they share, and what is left on disk."""
