"""Reading scenarios, rule sets and schedules; writing results. Errors name file, key and remedy."""
