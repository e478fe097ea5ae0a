"""Tests of the shipped rule sets."""
