"""The inbox, tasks, cases and terms for programs; described at ``/api/openapi.json``."""

from importlib.metadata import version
from typing import Any

from flask import Flask
from flask_smorest import Api

from web.api import cases, tasks, terms
from web.guard import public


class _QuietApi(Api):
    """Leaves errors to `web.errors`: its own handler would also answer for the pages."""

    def _register_error_handlers(self) -> None:
        return


def install(app: Flask) -> None:
    """Serve the API and its description."""
    app.config.update(
        API_TITLE="Leidraad",
        API_VERSION=version("leidraad"),
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = _QuietApi(
        app,
        spec_kwargs={
            "components": {
                "securitySchemes": {
                    "token": {"type": "http", "scheme": "bearer"},
                    "session": {"type": "apiKey", "in": "cookie", "name": "leidraad"},
                }
            },
            "security": [{"token": []}, {"session": []}],
        },
    )
    api.register_blueprint(tasks.blueprint)
    api.register_blueprint(cases.blueprint)
    api.register_blueprint(terms.blueprint)
    _open_description(app)


def _open_description(app: Flask) -> None:
    """Let everybody read the description, which holds nothing of anybody."""
    described = app.view_functions["api-docs.openapi_json"]

    @public
    def openapi() -> Any:
        return described()

    app.view_functions["api-docs.openapi_json"] = openapi
