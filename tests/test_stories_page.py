"""docs/stories.md says what the ladder does."""

from pathlib import Path

from watcher.decide.ladder import STEPS

PAGE = Path(__file__).parent.parent / "docs" / "stories.md"


def test_the_table_is_the_ladder() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    head, _, *body = rows
    written = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in body}
    ladder = {
        str(stands or "nothing"): {str(claimed): str(move) for claimed, move in moves.items()}
        for stands, moves in STEPS.items()
    }
    assert written == ladder
