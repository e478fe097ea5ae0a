"""Rule sets over many scenarios: every pair solved, measured, judged crosswise, and summed up.

The way of a comparison: `inputs` and `contenders` → `plan` (jobs for `solver.batch`, done by `work`) → `pairs` (the table) → `summary`
→ `finding`; `comparison` does all of it, and `folder` keeps what came out. A sweep (`vary`) is a comparison of one set with itself,
changed step by step; its `curves` belong to it. `population` makes weeks up.
"""
