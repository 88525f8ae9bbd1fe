"""What asesor costs and how it compares, measured by anyone: `python -m bench --help`."""
