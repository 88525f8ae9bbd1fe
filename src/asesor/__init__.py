"""asesor: cited answers in Mexican Spanish for owners of small and medium businesses."""

__version__ = "0.1.0"
