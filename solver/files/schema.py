"""JSON Schema of the file formats, made from the values that read them."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from solver.domain.scenario import Scenario
from solver.domain.schedule import Schedule
from solver.domain.squad import Squad
from solver.rules import RULES, Rule
from solver.rulesets.ruleset import RuleSetFile

FORMATS = ("scenario", "schedule", "rules", "squad")
_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one of FORMATS."""
    if name == "scenario":
        return {**_DIALECT, **_with_rules(Scenario, "overrides")}
    if name == "schedule":
        return {**_DIALECT, **TypeAdapter(Schedule).json_schema()}
    if name == "squad":
        return {**_DIALECT, **Squad.model_json_schema()}
    return {**_DIALECT, **_with_rules(RuleSetFile, "rules")}


def _with_rules(model: type[Any], key: str) -> dict[str, Any]:
    """The model's schema, its list of rules described: each a whole rule, a change to one by id, or `off`."""
    result: dict[str, Any] = model.model_json_schema()
    references, definitions = models_json_schema([(rule, "validation") for rule in RULES])
    for rule in RULES:
        definition = definitions["$defs"][rule.__name__]
        definition["required"] = [*definition["required"], "rule"]
    common = {key: definitions["$defs"][RULES[0].__name__]["properties"][key] for key in Rule.COMMON if key != "rule"}
    change = {
        "type": "object",
        "required": ["id"],
        "properties": {**common, "off": {"type": "boolean"}},
        "not": {"required": ["rule"]},
    }
    result["properties"][key]["items"] = {"anyOf": [*(references[rule, "validation"] for rule in RULES), change]}
    result["$defs"] = {**result.get("$defs", {}), **definitions["$defs"]}
    return result
