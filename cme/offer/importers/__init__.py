"""Importers of files from elsewhere: each imports what is valid and reports what is not, by line."""

from dataclasses import dataclass, field


@dataclass
class Report:
    """The result of an import: counts, and a line for each thing imported or refused."""

    imported: int = 0
    unchanged: int = 0
    refused: int = 0
    lines: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """Return the last line of every import."""
        return f"{self.imported} imported, {self.unchanged} unchanged, {self.refused} refused"
