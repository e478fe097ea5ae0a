"""Rule sets: named lists of rules in files, shipped ones and a user's own."""
