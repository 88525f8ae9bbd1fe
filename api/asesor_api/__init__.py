"""HTTP door of asesor."""
