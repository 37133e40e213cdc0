"""The keys of the browser, once: its bindings, its help and its page in docs are made of this."""

from __future__ import annotations

from newsarchive.model.frozen import frozen


@frozen
class Key:
    """A key and what it does."""

    names: str
    """As Textual calls them, separated by commas."""
    action: str
    shown: str
    """As people call them."""
    about: str
    first: bool = False
    """Whether it counts while a line is typed, too."""


KEYS = (
    Key("slash", "query", "/", "Edit the query; Enter asks it"),
    Key("tab", "focus_next", "Tab", "In a line that is typed: complete, again: the next. Else: the "
        "next part of the screen"),
    Key("shift+tab", "focus_previous", "Shift+Tab", "The same, backwards"),
    Key("up,k", "step(-1)", "↑ k", "The hit, line or value above; in the query line ↑: the query "
        "before"),
    Key("down,j", "step(1)", "↓ j", "The one below; in the query line ↓: the query after"),
    Key("pageup,b", "turn(-1)", "PgUp b", "A screen up"),
    Key("pagedown,space", "turn(1)", "PgDn Space", "A screen down"),
    Key("home,g", "end(-1)", "Home g", "To the first one"),
    Key("end,G", "end(1)", "End G", "To the last one"),
    Key("enter", "open", "Enter", "Read the article; at the side: narrow the query to the value"),
    Key("n", "match(1)", "n", "The next match in the article"),
    Key("N", "match(-1)", "N", "The match before"),
    Key("right_square_bracket", "hit(1)", "]", "The next article"),
    Key("left_square_bracket", "hit(-1)", "[", "The article before"),
    Key("escape", "leave_part", "Esc", "Back: out of the line, the article, the side; then to the "
        "query before. Ends what takes long", first=True),
    Key("f", "side", "f", "Facets and timeline at the side, on and off"),
    Key("s", "sort", "s", "The next order: relevance, date, date-asc, title, author, words, added"),
    Key("t", "write('tags')", "t", "Tag the article: energy \"climate policy\" -draft"),
    Key("a", "write('note')", "a", "Write a note about the article"),
    Key("o", "original", "o", "Open its page or its file in your own program"),
    Key("v", "versions", "v", "Its versions, and what the last one changed"),
    Key("d", "duplicates", "d", "It and its near duplicates, as a query"),
    Key("r", "again", "r", "Ask again: what others have archived meanwhile is found, too"),
    Key("question_mark", "help", "?", "These keys"),
    Key("ctrl+z", "suspend_process", "Ctrl+Z", "Back to the shell for a while (fg returns)",
        first=True),
    Key("q", "finish", "q", "Quit"),
    Key("ctrl+c,ctrl+q", "finish", "Ctrl+C", "Quit, also while a line is typed", first=True),
)  # fmt: skip


def table() -> str:
    """The keys as a table in Markdown."""
    rows = [f"| `{key.shown.replace(' ', '` `')}` | {key.about} |\n" for key in KEYS]
    return "| key | what it does |\n|---|---|\n" + "".join(rows)
