"""Explanations, against brute force."""
