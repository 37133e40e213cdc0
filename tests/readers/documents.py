"""Small documents for tests: each function gives the bytes of one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
STORY = (
    "Ferry to sail all winter", "By Tessa Brandt", "4 March 2019",
    "The ferry to Marlow will sail through the winter for the first time, its owner said.",
    "Two crews have been hired for it, and a third one is looked for in the town.",
)  # fmt: skip
"""An article: title, byline, day and two paragraphs."""


def zipped(*parts: tuple[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def p(text: str) -> str:
    """A paragraph of DOCX."""
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx(*blocks: str) -> bytes:
    """A DOCX of these paragraphs and tables, as XML."""
    return zipped(
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            '<a><Relationship Type="http://a/officeDocument" Target="word/main.xml"/></a>',
        ),
        ("docProps/core.xml", "<coreProperties><creator>The Machine</creator></coreProperties>"),
        ("word/header1.xml", f'<w:hdr xmlns:w="{WORD}">{p("A head of pages")}</w:hdr>'),
        (
            "word/main.xml",
            f'<w:document xmlns:w="{WORD}" xmlns:mc="a">{"".join(blocks)}</w:document>',
        ),
    )


def odt(*blocks: str, manifest: str = "<manifest/>") -> bytes:
    """An ODT of these paragraphs and tables, as XML."""
    spaces = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "text", "table"))
    return zipped(
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", manifest),
        (
            "content.xml",
            f"<office:all {spaces}><office:body>{''.join(blocks)}</office:body></office:all>",
        ),
    )


def epub(*pages: tuple[str, str], meta: str = "", encryption: str = "") -> bytes:
    """An EPUB of pages: name and what is in the body."""
    items = "".join(
        f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml"/>'
        for number, (name, _) in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{number}"/>' for number, _ in enumerate(pages))
    return zipped(
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="in/a.opf"/></rootfiles></container>',
        ),
        *((("META-INF/encryption.xml", encryption),) if encryption else ()),
        (
            "in/a.opf",
            f"<package>{meta}<manifest>{items}</manifest><spine>{spine}</spine></package>",
        ),
        *(
            (f"in/{name}", f"<html><head><title>No</title></head><body>{body}</body></html>")
            for name, body in pages
        ),
    )


def rtf(body: str, *, head: str = r"\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}") -> bytes:
    """An RTF with this body."""
    return f"{{\\rtf1{head}\n{body}}}".encode("latin-1")


def at(x: float, y: float, *lines: str, size: float = 10, turn: str = "1 0 0 1") -> str:
    """Lines of text at a place of a page of PDF, each 1.2 times its height below the last."""
    shown = " ".join(f"({line}) Tj 0 {-size * 1.2:g} Td" for line in lines)
    return f"BT /F {size:g} Tf {turn} {x:g} {y:g} Tm {shown} ET"


PICTURE = "q 400 0 0 600 90 90 cm /I Do Q"
"""A picture on a page of PDF."""


def pdf(
    *pages: str,
    extra: Sequence[str] = (),
    use: str = "",
    trailer: str = "",
    catalog: str = "",
) -> bytes:
    """A PDF of pages (A4) with these contents; `extra` objects begin with number 5."""
    stream = "/Length {}>>stream\n{}\nendstream".format
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
        + stream(1, "x"),
        *extra,
    ]  # fmt: skip
    kids = []
    for page in pages:
        objects.append("<<" + stream(len(page), page))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R"
            f"/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R {use}>>>>>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(out)}\n%%EOF"
    ).encode()
    return bytes(out)


def drawn(*numbers: int, times: int = 1) -> list[str]:
    """Forms for pages of PDF, of which each draws the one of a number, or itself."""
    drawing = "/X Do " * times
    form = (
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {} 0 R>>>>/Length {}>>"
    )
    return [
        f"{form.format(number, len(drawing))}stream\n{drawing}\nendstream" for number in numbers
    ]
