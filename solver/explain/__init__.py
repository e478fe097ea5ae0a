"""Why a week is as it is, or why there is none."""
