"""How the second checker refuses."""


class Rejected(Exception):
    """No proof of the statement, as far as this checker can see."""


def need(condition: object, why: str) -> None:
    if not condition:
        raise Rejected(why)
