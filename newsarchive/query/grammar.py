"""The grammar of queries: text → tree.

    query    = [ either ]
    either   = together { "OR" together }
    together = strictly { strictly }            both, or with any_word either
    strictly = negated { "AND" negated }
    negated  = { "NOT" | "-" | "^" } near
    near     = operand { ("NEAR/n" | "PRE/n" | "SENT" | "PARA") operand }
    operand  = "(" either ")" | "ATLEAST/n" operand | field ":" operand | leaf
    leaf     = ["="] word | pattern | word "~" [n] | "CAPS(" words ")" | "@" name
             | ["="] '"' words '"' | '"' words '"~' n

A word that holds several ("node.js") is the phrase of them. `query.tokens` defines the tokens.
Every text becomes a tree or a QueryError. This module must not know how articles are found.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from newsarchive.model.errors import DateError, QueryError
from newsarchive.query.fields import FIELDS, ZONES, field, longer_date
from newsarchive.query.leaves import MAX_TERMS, leaves, saved_name, with_acronyms
from newsarchive.query.tokens import NO_WORD, Token, tokens
from newsarchive.query.tree import (
    AtLeast,
    Caps,
    Every,
    Exact,
    Fuzzy,
    In,
    Near,
    Node,
    Not,
    Phrase,
    Within,
    Word,
    Zone,
    conjunction,
    disjunction,
    has_intervals,
    is_reserved,
    leaf_words,
)
from newsarchive.text import words

if TYPE_CHECKING:
    from newsarchive.dates import expressions

Saved = Callable[[str], Node]
"""The tree of the saved search of this name. Raises ValueError."""
MAX_DEPTH = 100
MAX_DISTANCE = 1000


class Parser:
    """Reads one query. The parameters are those of `parse_query`."""

    def __init__(
        self,
        query: str,
        now: dt.date,
        any_word: bool,
        order: expressions.Order | None,
        saved: Saved,
    ) -> None:
        self.query, self.now, self.any_word = query, now, any_word
        self.order, self.saved = order, saved
        self.required: list[Node] = []
        """Saved searches: `any_word` leaves them required."""
        self.tokens = list(islice(tokens(query), MAX_TERMS + 1))
        self.place = 0
        self.depth = 0
        self.inside: Token | None = None
        """The field whose operand comes next."""
        if len(self.tokens) > MAX_TERMS:
            message = f"the query is too long: at most {MAX_TERMS} words and operators"
            raise self._error(message, self.tokens[MAX_TERMS])

    def parse(self) -> Node:
        """The tree. Raises QueryError."""
        if self.tokens[0].kind == "end":
            raise QueryError(NO_WORD, self.query, 0, len(self.query))
        tree = self._either()
        if self._next.kind != "end":  # only ")" ends an expression before the end
            raise self._error("this parenthesis was never opened", self._next)
        return tree

    @property
    def _next(self) -> Token:
        return self.tokens[self.place]

    def _take(self) -> Token:
        token = self.tokens[self.place]
        self.place += 1
        return token

    def _at(self, *operators: str) -> bool:
        return (token := self._next).kind == "operator" and token.text in operators

    def _error(self, message: str, token: Token, last: Token | None = None) -> QueryError:
        return QueryError(message, self.query, token.start, (last or token).end)

    def _either(self) -> Node:
        options = [self._together()]
        while self._at("OR"):
            self._need_operand(self._take())
            options.append(self._together())
        return disjunction(options)

    def _together(self) -> Node:
        parts = [self._strictly()]
        while self._next.kind not in ("end", ")") and not self._at("OR"):
            parts.append(self._strictly())
        if not self.any_word:
            return conjunction(parts)
        wanted: list[Node] = []
        required: list[Node] = []
        for part in parts:
            is_word = not any(part is one for one in self.required) and any(leaf_words(part))
            (wanted if is_word else required).append(part)
        return conjunction(([disjunction(with_acronyms(wanted))] if wanted else []) + required)

    def _strictly(self) -> Node:
        parts = [self._negated()]
        while self._at("AND"):
            self._need_operand(self._take())
            parts.append(self._negated())
        return conjunction(parts)

    def _need_operand(self, operator: Token) -> None:
        following = self._next
        if following.kind in ("end", ")") or (
            following.kind == "operator" and following.text != "ATLEAST"
        ):
            raise self._error(
                f"{operator.text} needs something on its right; to search for the word itself, "
                f'write "{operator.text}"',
                operator,
            )

    def _negated(self) -> Node:
        if self._next.kind != "not":
            return self._near()
        operator = self._take()
        self._need_operand(operator)
        self._enter(operator)
        child = self._negated()
        self.depth -= 1
        return Not(child)

    def _enter(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._error(f"nested too deeply: at most {MAX_DEPTH} levels", token)

    def _near(self) -> Node:
        first = self._next
        node = self._operand()
        links = 0
        while self._at("NEAR", "PRE", "SENT", "PARA"):
            self._check_operand(node, first, "left of " + self._next.text)
            operator = self._take()
            if first.kind == "word" and first.text == "not":
                message = f'{operator.text} has no negative; the word itself is written "not"'
                raise self._error(message, first, operator)
            self._need_operand(operator)
            links += 1
            if self.depth + links > MAX_DEPTH:
                raise self._error(f"too many {operator.text} in a row", operator)
            start = self._next
            if start.kind == "not":
                raise self._error(f"{operator.text} cannot be combined with NOT like this", start)
            right = self._operand()
            self._check_operand(right, start, "right of " + operator.text)
            if operator.text in ("SENT", "PARA"):
                node = Within(node, right, "sentence" if operator.text == "SENT" else "paragraph")
            else:
                distance = operator.number or 0
                self._check_distance(distance, operator)
                node = Near(node, right, distance, ordered=operator.text == "PRE")
        return node

    def _check_distance(self, distance: int, token: Token) -> None:
        if not 1 <= distance <= MAX_DISTANCE:
            raise self._error(f"a distance is 1 to {MAX_DISTANCE} words", token)

    def _check_operand(self, node: Node, first: Token, where: str) -> None:
        if not has_intervals(node):
            message = f"{where} there must be a word, a phrase, or an OR of these in parentheses"
            raise self._error(message, first, self.tokens[self.place - 1])

    def _operand(self) -> Node:
        token = self._take()
        match token.kind:
            case "(":
                return self._group(token)
            case "field":
                return self._field(token)
            case "word":
                return self._leaf(token)
            case "quoted":
                return self._quoted(token)
            case "caps":
                return self._phrase(token, token.text, Caps)
            case "=":
                return self._exact(token)
            case "operator" if token.text == "ATLEAST":
                return self._at_least(token)
            case "operator":
                raise self._error(
                    f"{token.text} needs something on its left; to search for the word itself, "
                    f'write "{token.text}"',
                    token,
                )
            case ")":
                raise self._error("this parenthesis was never opened", token)
            case _:
                raise self._error("something is missing here", token)

    def _group(self, opening: Token) -> Node:
        self._enter(opening)
        if self._next.kind == ")":
            raise self._error("there is nothing in these parentheses", opening, self._next)
        if self._next.kind == "end":
            raise self._error("this parenthesis is never closed", opening)
        node = self._either()
        closing = self._take()
        if closing.kind != ")":
            raise self._error("this parenthesis is never closed", opening)
        self.depth -= 1
        return node

    def _at_least(self, operator: Token) -> Node:
        count = operator.number or 0
        if count < 1:
            raise self._error("ATLEAST/ needs a number of 1 or more", operator)
        self._need_operand(operator)
        first = self._next
        if first.kind == "not":
            raise self._error("ATLEAST counts words; it cannot count what is not there", first)
        self._enter(operator)
        child = self._operand()
        self.depth -= 1
        self._check_operand(child, first, "after ATLEAST")
        return AtLeast(count, child)

    # Leaves

    def _leaf(self, token: Token) -> Node:
        text = token.text
        if is_reserved(text):
            self._check_foreign(token)
        if text == "*":
            if self.inside:
                raise self._error("a lone * is every article; it cannot go into a field", token)
            return Every()
        if name := saved_name(text):
            return self._saved(token, name)
        if text.endswith(":") and text[:-1].lower() in FIELDS:
            raise self._error(f"{text} needs something right after it, without a space", token)
        tilde = re.fullmatch(r"(.+?)~(\d*)", text, re.DOTALL) if "~" in text else None
        if not tilde:
            return self._phrase(token, text, Word)
        text, number = tilde.groups()
        found = words.words(text)
        if len(found) != 1 or "*" in text or "?" in text:
            raise self._error("~ goes with a single word, as in cambodja~", token)
        if number not in ("", "1", "2"):
            raise self._error("~ allows 1 or 2 edits: cambodja~1, cambodja~2", token)
        return Fuzzy(found[0], int(number or 1))

    def _saved(self, token: Token, name: str) -> Node:
        if self.inside:
            raise self._error(f"a saved search cannot stand inside {self.inside.text}:", token)
        try:
            self.required.append(self.saved(name))
        except ValueError as error:
            raise self._error(str(error), token) from None
        return self.required[-1]

    def _check_foreign(self, token: Token) -> None:
        """Refuse a word that is an operator elsewhere, between two operands."""
        before = self.tokens[self.place - 2].kind if self.place > 1 else "("
        if before in ("word", "quoted", "caps", "value", ")") and self._next.kind in (
            "word", "quoted", "caps", "=", "("
        ):  # fmt: skip
            from newsarchive.query import foreign  # only mistakes need it

            raise self._error(foreign.between(token.text), token)

    def _exact(self, equals: Token) -> Node:
        token = self._take()
        if token.kind == "quoted" and token.number:
            raise self._error(
                "~ after a phrase is for words in any form: drop the = or the ~", token
            )
        if token.kind not in ("word", "quoted") or token.start != equals.end or token.number:
            raise self._error('= goes before a word or a phrase: =rates, ="interest rates"', equals)
        return self._phrase(token, token.text, Exact)

    def _quoted(self, token: Token) -> Node:
        node = self._phrase(token, token.text, Word)
        if token.number is None:
            return node
        if not isinstance(node, Phrase):
            raise self._error("~ after a phrase needs at least two words in it", token)
        self._check_distance(token.number, token)
        if len(node.parts) > MAX_DEPTH:
            raise self._error("too many words in this phrase", token)
        near: Node = node.parts[0]
        for part in node.parts[1:]:
            near = Near(near, part, token.number)
        return near

    def _phrase(self, token: Token, text: str, kind: type[Word | Exact | Caps]) -> Node:
        """The words in `text`, next to each other; a lone word is itself."""
        try:
            parts = leaves(text, kind)
        except ValueError as error:
            raise self._error(str(error), token) from None
        if not parts:
            raise self._error(NO_WORD, token)
        if len(parts) > MAX_TERMS:
            raise self._error(f"too many words: at most {MAX_TERMS}", token)
        return parts[0] if len(parts) == 1 else Phrase(tuple(parts))

    # Fields

    def _field(self, token: Token) -> Node:
        name = token.text.lower()
        if self.inside:
            raise self._error(f"a field cannot stand inside {self.inside.text}:", token)
        if name not in FIELDS:
            from newsarchive.query import foreign  # the same

            raise self._error(foreign.no_field(token.text, FIELDS), token)
        if self._next.kind in ("end", ")"):
            raise self._error(f"{name}: needs something right after it", token)
        if name in ZONES:
            return self._zone(token, next(zone for zone in ZONES if zone == name))
        value = self._take()
        if value.kind == "(":
            raise self._error(f"{name}: takes one value: ({name}:… OR {name}:…)", token, value)
        if value.number is not None:
            raise self._error("~ after a phrase is for words, not for this field", value)
        if value.kind not in ("value", "quoted") or not value.text.strip():
            raise self._error(f"{name}: needs something right after it", token)
        if name == "date" and value.kind == "value":
            behind = takewhile(lambda one: one.kind == "word", self.tokens[self.place :])
            more = [one.text for one in islice(behind, 5)]
            if longer := longer_date(value.text, more, now=self.now, order=self.order):
                raise self._error(f'several words need quotation marks: date:"{longer}"', value)
        try:
            return field(name, value.text, now=self.now, order=self.order)
        except (DateError, ValueError) as error:
            raise self._error(str(error), value) from None

    def _zone(self, token: Token, zone: Zone) -> Node:
        if self._next.start != token.end:
            message = f"{token.text}: needs something right after it, without a space"
            raise self._error(message, token)
        if self._next.kind not in ("(", "word", "quoted", "caps", "="):
            raise self._error(f"{token.text}: goes before a word, a phrase or parentheses", token)
        self._enter(token)
        self.inside = token
        child = self._operand()
        self.inside = None
        self.depth -= 1
        return In(zone, child)
