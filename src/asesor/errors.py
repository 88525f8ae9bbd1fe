"""Faults of asesor, one tree; every message is Spanish and may be shown to the person who caused it.

AsesorError
├── SettingsError          wrong or missing settings, all problems in one message
├── CorpusError            fiches or tables that cannot be read, one line a problem
├── IndexError_            the index cannot be used
│   ├── IndexMissing       nothing was built yet
│   ├── IndexDamaged       files are missing or do not match their manifest
│   └── IndexOutdated      built by another version of the format
├── IndexBusy              somebody else is building
├── EncoderError           an encoder or cross-encoder cannot be loaded
├── WriterError            a writer gave no usable draft
├── StoreError             the store cannot be used
│   └── StoreConflict      somebody else wrote this conversation first
└── GoldError              an evaluation set cannot be read
"""


class AsesorError(Exception):
    """Something to tell the person at the terminal or on the line; never shown as a trace."""


class SettingsError(AsesorError):
    """Settings are wrong or missing; carries every problem found."""


class CorpusError(AsesorError):
    """The corpus has problems that keep it from being indexed."""

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class IndexError_(AsesorError):
    """The index cannot be used as it is."""


class IndexMissing(IndexError_):
    """There is no index yet."""


class IndexDamaged(IndexError_):
    """The index on disk is incomplete or altered."""


class IndexOutdated(IndexError_):
    """The index on disk was built for another format."""


class IndexBusy(AsesorError):
    """Another process is building the index."""


class EncoderError(AsesorError):
    """An encoder or cross-encoder cannot be loaded or used."""


class WriterError(AsesorError):
    """A writer produced nothing that can be shown."""


class StoreError(AsesorError):
    """The store cannot be reached or used."""


class StoreConflict(StoreError):
    """The conversation changed since it was read."""


class GoldError(AsesorError):
    """An evaluation set cannot be read."""
