r"""`--format '{date} {id} {title}'`: a small language for lines of one's own.

    template  = text and fields; "{{" and "}}" are braces; \t \n \0 \\ \{ \} as in C
    field     = "{" name [ "[" between "]" ] [ "!" writing ] [ ":" layout ]
                [ "|" text where nothing is known ] "}"
    between   = what stands between the items of a list, each of which is written by itself
    writing   = j  JSON    q  a word of a shell    c  a CSV cell    b  a text with its lines
    layout    = [[fill] "<" or ">" or "^"] [width] [","] ["." most] ["f"]   as in Python
              | anything with "%": a day or time as in strftime, in English in every locale

Widths are columns of a terminal. Names are those of the record: there is nothing to call and
nothing to reach into, so a template may come from anywhere. A value is written on one line and
made harmless, whatever it says; the four writings are harmless too, each in its own way.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from newsarchive.model.article import KINDS
from newsarchive.model.errors import TemplateError
from newsarchive.render import safe
from newsarchive.render.safe import harmless_cell
from newsarchive.render.strftime import moment
from newsarchive.text import graphemes

_ESCAPES = {"t": "\t", "n": "\n", "0": "\0", "\\": "\\", "{": "{", "}": "}"}
_FIELD = re.compile(
    r"\{(?P<name>[^{}!:|\[]*)(?:\[(?P<between>[^{}\]]*)\])?(?:!(?P<writing>[^{}:|]*))?"
    r"(?::(?P<layout>[^{}|]*))?(?P<unknown>\|[^{}]*)?\}"
)
_LAYOUT = re.compile(
    r"(?:(?P<fill>.)?(?P<side>[<>^]))?(?P<width>\d{1,4})?(?P<comma>,)?"
    r"(?:\.(?P<most>\d{1,4})(?P<fixed>f)?)?",
    re.DOTALL,
)

LISTS = {*(name for name, kind in KINDS.items() if kind.several), "alike", "problems"}
"""The fields that hold several things."""

Part = Callable[[Mapping[str, object]], str]


@dataclass(frozen=True, slots=True)
class Template:
    """A template that makes sense. `names` are the fields it needs."""

    parts: tuple[Part, ...]
    names: tuple[str, ...]

    def line(self, record: Mapping[str, object]) -> str:
        """The record as the template says."""
        return "".join(part(record) for part in self.parts)


def parsed(template: str, known: Iterable[str]) -> Template:
    """The template, of which every field is one of those known. Raises TemplateError."""
    known = tuple(known)
    parts: list[Part] = []
    names: dict[str, None] = {}
    text = ""
    place = 0
    while place < len(template):
        char, pair = template[place], template[place : place + 2]
        if pair in ("{{", "}}"):
            text, place = text + char, place + 2
        elif char == "\\":
            text, place = text + _escaped(template, place), place + 2
        elif char == "{":
            found = _FIELD.match(template, place)
            if not found:
                raise TemplateError(*_not_closed(template, place))
            parts.append(_constant(text))
            parts.append(_field(template, found, known))
            names[found["name"].strip()] = None
            text, place = "", found.end()
        elif char == "}":
            raise TemplateError('a brace is written "}}"', template, place, place + 1)
        else:
            text, place = text + char, place + 1
    parts.append(_constant(text))
    return Template(tuple(parts), tuple(names))


def _not_closed(template: str, place: int) -> tuple[str, str, int, int]:
    """The error at a field that does not end, or has another or an open bracket within."""
    inner = template.find("{", place + 1)
    end = template.find("}", place + 1)
    if end < 0:
        return 'this field is never closed; a brace is written "{{"', template, place, place + 1
    if not 0 <= inner < end:
        bracket = template.index("[", place)
        return 'here "]" is missing, or something else follows it', template, bracket, bracket + 1
    return "a field cannot hold another", template, inner, end + 1


def _constant(text: str) -> Part:
    return lambda record: text


def _field(template: str, found: re.Match[str], known: tuple[str, ...]) -> Part:
    name, unknown = found["name"].strip(), (found["unknown"] or "|")[1:]
    if name not in known:
        message = no_field(name, known) if name else "a field needs a name"
        raise TemplateError(message, template, *_span(found, "name"))
    write = _WRITINGS.get(found["writing"])
    if write is None:
        raise TemplateError(
            "a value can be written !j (JSON), !q (for a shell), !c (CSV) or !b (with its lines)",
            template, *_span(found, "writing"),
        )  # fmt: skip
    given = found["layout"] or ""
    between = None if found["between"] is None else _unescaped(template, found)
    if between is not None and name not in LISTS:
        message = f"brackets hold what stands between the items of a list; {name} is none"
        raise TemplateError(message, template, found.start("between") - 1, found.end("between") + 1)
    try:
        as_moment = moment(given) if "%" in given else None
        fit = _fitted("" if as_moment else given)
    except ValueError as error:
        raise TemplateError(str(error), template, *_span(found, "layout")) from None

    def part(record: Mapping[str, object]) -> str:
        value = record[name]
        if as_moment:
            value = as_moment(value)
        if unknown and value in (None, "", []):
            return fit(unknown, None)
        if between is not None and isinstance(value, list | tuple):
            return fit(between.join(map(write, value)), None)
        number = value if isinstance(value, int | float) and write is _line else None
        return fit(write(value), number)

    return part


def _unescaped(template: str, found: re.Match[str]) -> str:
    r"""What stands between the items of a list, with the characters that \t and so on are."""
    start = found.start("between")
    return re.sub(
        r"\\.?",
        lambda escape: _escaped(template, start + escape.start()),
        found["between"],
        flags=re.DOTALL,
    )


def _escaped(template: str, place: int) -> str:
    """The character that a backslash and the one behind it are. Raises TemplateError."""
    behind = template[place + 1 : place + 2]
    if behind not in _ESCAPES:
        message = r"only \t \n \0 \\ \{ \} can follow a backslash"
        raise TemplateError(message, template, place, place + 2)
    return _ESCAPES[behind]


def _span(found: re.Match[str], group: str) -> tuple[int, int]:
    start, end = found.span(group)
    return (start, end) if end > start else found.span()


def no_field(name: str, known: Iterable[str]) -> str:
    """That there is no such field, and which one may have been meant."""
    import difflib  # only mistakes need it

    known = tuple(known)
    near = difflib.get_close_matches(name.casefold(), known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}"
    return f'there is no field "{name}"; {hint}'


def _fitted(given: str) -> Callable[[str, int | float | None], str]:
    """What brings a text (or the text of a number) to its width. Raises ValueError."""
    found = _LAYOUT.fullmatch(given)
    if not found:
        raise ValueError("a width is written like 40, >6, <40.40 or .2f, a date like %d %b %Y")
    width, most = int(found["width"] or 0), found["most"]
    numeric = bool(found["comma"] or found["fixed"])

    def fit(text: str, number: int | float | None) -> str:
        if numeric and number is not None:
            digits = f".{most}f" if most else ""
            text = format(number, f"{found['comma'] or ''}{digits}")
        elif most and not numeric and graphemes.width(text) > int(most):
            text = graphemes.first_columns(text, int(most) - 1) + "…" if int(most) else ""
        gap = max(width - graphemes.width(text), 0)
        fill = found["fill"] or " "
        match found["side"] or (">" if number is not None else "<"):
            case ">":
                return fill * gap + text
            case "^":
                return fill * (gap // 2) + text + fill * (gap - gap // 2)
            case _:
                return text + fill * gap

    if found["fill"] and graphemes.width(found["fill"]) != 1:
        raise ValueError("what fills up has to be one column wide")
    return fit


def _told(value: object) -> str:
    """The value as text: lists joined, nothing for what is unknown."""
    match value:
        case None:
            return ""
        case list() | tuple():
            return "; ".join(map(_told, value))
        case _:
            return str(value)


def _line(value: object) -> str:
    return safe.line(_told(value))


def _shell(value: object) -> str:
    """One word of a shell, exactly what the value is.

    Control characters are octal within $'…', and so are quotation marks: a shell that does not
    know this form misreads the word, but does not run it.
    """
    text = _told(value)
    if safe.line(text) == text:
        return shlex.quote(text)
    octal = "".join(
        chr(byte) if chr(byte).isalnum() and byte < 0x80 else f"\\{byte:03o}"
        for byte in text.encode("utf-8", "surrogateescape" if _is_bytes(text) else "replace")
    )
    return f"$'{octal}'"


def _is_bytes(text: str) -> bool:
    """Whether its surrogates stand for bytes of a file's name."""
    return all("\udc80" <= char <= "\udcff" for char in text if "\ud800" <= char <= "\udfff")


def _cell(value: object) -> str:
    text = _told(value)
    if not isinstance(value, int | float):
        text = harmless_cell(text)
    text = safe.line(text)
    return '"' + text.replace('"', '""') + '"' if re.search('[",;]', text) else text


_WRITINGS: dict[str | None, Callable[[object], str]] = {
    None: _line,
    "j": lambda value: safe.json_text(json.dumps(value, ensure_ascii=False)),
    "q": _shell,
    "c": _cell,
    "b": lambda value: safe.block(_told(value)),
}
