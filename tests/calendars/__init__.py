"""Calendars and rosters, in and out."""
