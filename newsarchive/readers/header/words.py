"""The words that lines of a header are known by: labels in many languages, and what is no news.

Tables only. It must not know how a line is read.
"""

from __future__ import annotations

import re

from newsarchive.readers.caseless import Caseless

LABELS = {
    "title": (
        "title headline titel titre título titulo titolo rubrik başlık başlıq заголовок 标题 judul"
    ),
    "authors": (
        "author authors author(s) by byline by-line "
        "writer autor autoren autorin auteur auteurs autore autori "
        "författare forfatter yazar müəllif автор авторы 作者 penulis"
    ),
    "source": "source quelle fuente fonte bron kilde källa kaynak mənbə источник 来源 sumber",
    "url": "url link",
    "section": "section rubrique ressort sección seção sezione bölüm bölmə рубрика",
    "tags": "tags keywords",
    "language": "language sprache langue idioma lingua",
    "agency": "agency agentur agence agencia",
    "place": "place dateline",
}
NAMED = {label: name for name, labels in LABELS.items() for label in labels.split()}
LABEL = re.compile(
    rf"({'|'.join(map(re.escape, sorted(NAMED, key=len, reverse=True)))})[ \t]*[:：][ \t]*(\S.*)",
    re.IGNORECASE,
)
PUBLISHED = (
    r"(?:publication |publish |release |posting )?date(?: published| of publication)?|"
    r"(?:first |originally )?(?:published|posted|created|released)(?: on| at| date)?|"
    r"datum|fecha|tarih|tarix|дата|日期|发布时间|tanggal|"
    r"publié(?:e)?(?: le)?|paru le|erschienen am|veröffentlicht(?: am)?|erstellt(?: am)?|"
    r"publicado(?: el| em)?|pubblicato(?: il)?|gepubliceerd(?: op)?|publicerad|publisert|"
    r"udgivet|offentliggjort|yayınlanma(?: tarihi)?|yayın tarihi|dərc olunub|опубликовано"
)
UPDATED = (
    r"(?:last )?(?:updated|modified|edited|revised)(?: on| at)?|last update|"
    r"mis(?:e)? à jour(?: le)?|modifié(?: le)?|aktualisiert(?: am)?|zuletzt aktualisiert(?: am)?|"
    r"stand|actualizado(?: el)?|atualizado(?: em)?|aggiornato(?: il)?|bijgewerkt(?: op)?|"
    r"uppdaterad|oppdatert|opdateret|güncelleme(?: tarihi)?|güncellendi|yenilənib|обновлено|更新"
)
DAY_LABEL = Caseless(
    rf"(?:(?P<date>{PUBLISHED})|(?P<updated>{UPDATED}))(?![^\W\d])(?:[ \t]*[:：])?[ \t]*(?=\S)"
)
NOISE = Caseless(
    r"(?:reading time|lesezeit|temps de lecture|lectura|tempo di lettura|leestijd)?\W*\d{1,3}[ -]?"
    r"(?:min(?:ute|uto|uti|uut|uten)?s?\.?)(?:[ -]+(?:read|de lecture|di lettura|lesezeit|leestijd|"
    r"reading|de lectura|de leitura))?(?: time)?"
    r"|(?:updated |published |posted )?\d{1,2} (?:minute|hour|day|week|month|year)s? ago"
    r"|(?:reading time|lesezeit|temps de lecture)\W+\d.{0,20}"
    r"|(?:©|\(c\)|copyright\b).{0,120}|.{0,80}all rights reserved\.?"
    r"|(?:https?://|www\.)\S+"
    r"|(?:share|print|save|listen|advertisement|subscribe|follow us|comments?(?: \(\d+\))?|"
    r"\d+ comments?|no comments|views?:? \d+|\d+ views|share this(?: article)?|"
    r"listen to this article|article|news|(?:skip|jump) to (?:main |the )?content|"
    r"(?:share|follow|tweet)(?: this)? on \w+|view comments)"
    r"|(?:home|start|accueil|inicio|startseite)?(?:\s*[>»›]\s*[^>»›]{2,40}){2,}"
    r"|(?:home|start|accueil|inicio|startseite)(?:\s*[>»›/]\s*[^>»›]{2,40})+"
)
