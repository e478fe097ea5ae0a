"""Calendars and rosters: availability out of them, schedules back into them."""
