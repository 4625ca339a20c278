"""CME Desk: the journey of a credit, one package a step. A step may look back along it, never ahead."""

__version__ = "0.1.0"
JOURNEY = ("people", "offer", "earn", "evaluate", "claim", "certify", "report", "track")
