"""What may stand in the way of a backup or a restore: each is a sentence for the person at the machine."""


class BackupFault(Exception):
    """The backup is not made, not whole, or not put back; the message says why and what to do."""


class EndsTooEarly(BackupFault):
    """The bytes stop before the backup does."""

    def __init__(self) -> None:
        super().__init__("The backup is not whole: it ends too early.")


def damaged(what: str) -> BackupFault:
    return BackupFault(f"The backup is not whole: {what}.")
