"""Schedules into calendars, and what other programs make of them."""
