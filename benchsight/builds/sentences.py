"""Says in a sentence what a dbt test holds."""

from typing import Any

from benchsight.builds.dbt_process import NodeResult


def test_sentence(test: NodeResult) -> str:
    """The sentence of a test: its description, else made of its kind and arguments, else of its name."""
    if test.description:
        return test.description.strip()
    if test.test is None:
        return test.name.replace("_", " ")
    return _generic(test.tests_node or "?", test.test["name"], test.test["arguments"])


def _generic(model: str, name: str, arguments: dict[str, Any]) -> str:
    column = f"{model}.{arguments.get('column_name')}"
    match name:
        case "not_null":
            return f"{column} is never NULL"
        case "unique":
            return f"{column} is unique"
        case "accepted_values":
            return f"{column} is one of {', '.join(map(str, arguments['values']))}"
        case "relationships":
            return f"{column} is in {arguments['field']} of {arguments['to']}"
    rest = [
        f"{key} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for key, value in arguments.items()
        if key != "model"
    ]
    return f"{model}: {name.replace('_', ' ')} ({'; '.join(rest)})"
