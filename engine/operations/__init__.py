"""What people and the scheduler do: one file a verb, one transaction each."""

from engine.operations.leidraad import Leidraad

__all__ = ["Leidraad"]
