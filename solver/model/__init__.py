"""The CP-SAT model of one week, and its search."""
