"""What the command line says when it cannot go on."""


class RuntimeRefusal(Exception):
    """A sentence for the operator: what is wrong and what to do about it."""


class EngineFailed(RuntimeRefusal):
    """The database engine ended instead of answering."""
