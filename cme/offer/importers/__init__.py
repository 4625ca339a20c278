"""Reading what others wrote: each importer takes what is good and names what is not, by line."""

from dataclasses import dataclass, field


@dataclass
class Report:
    """What an import did: counts, and a line for each thing taken or refused."""

    imported: int = 0
    unchanged: int = 0
    refused: int = 0
    lines: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """Say the last line that every import ends with."""
        return f"{self.imported} imported, {self.unchanged} unchanged, {self.refused} refused"
