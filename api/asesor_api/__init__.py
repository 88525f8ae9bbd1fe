"""The HTTP door of asesor: API and pages."""

from asesor_api.app import create_app
from asesor_api.serving import serve

__all__ = ["create_app", "serve"]
