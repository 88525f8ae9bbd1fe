"""What the OpenAPI document promises holds for requests that nobody would write."""

import warnings

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from scripted import ScriptedDesk

from asesor.settings import Settings
from asesor_api import create_app

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode

EXAMPLES = 25
OPERATIONS = ("ask", "rate", "export", "erase", "search", "health", "ready", "metrics", "problems")


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    """The schema of an application with a scripted desk."""
    home = tmp_path_factory.mktemp("casa")
    return schemathesis.openapi.from_asgi(
        "/openapi.json", create_app(Settings.from_env({"ASESOR_HOME": str(home)}), ScriptedDesk())
    )


def test_every_operation_is_tried(schema):
    found = {operation.ok().definition.raw["operationId"] for operation in schema.get_all_operations()}
    assert found == set(OPERATIONS)


# Schemathesis' own pytest plugin does not work with pytest 9.2, so its cases are drawn by hand.
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_operation_does_what_its_document_says(schema, name, mode):
    operation = next(
        o.ok() for o in schema.get_all_operations() if o.ok().definition.raw["operationId"] == name
    )
    if mode is GenerationMode.NEGATIVE and name in ("health", "ready", "metrics", "problems"):
        pytest.skip("nothing to get wrong")

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case):
        case.call_and_validate()

    check()
