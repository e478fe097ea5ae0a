"""What athletes share: places with room for so many, sessions they do together, coaches.

    together = fit_together(squad, [Member(id, case, alone), …], effort=60, workers=2)
    together.schedules, together.groups, together.places, together.losses, together.bound

`fit` and all that it uses need ortools; `values` and `judge` do not.
"""
