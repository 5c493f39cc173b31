"""Files made to hurt whoever opens them. Each is small on the way in; all are written by `make`."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PIL import Image, PngImagePlugin

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = f'<workbook {SPACE} xmlns:r="{OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
RELATED = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
HTML = b"<html><script>alert(1)</script></html>"
MB = 1024 * 1024


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *, depth: int = 8, colour: int = 6, more: bytes = b"", rows: bool = True) -> bytes:
    """A PNG of one colour, packed row by row, so that a huge one is made in little memory."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    line = b"\x00" + bytes((width * depth * channels + 7) // 8)
    packer, packed = zlib.compressobj(9), io.BytesIO()
    for _ in range(height if rows else 0):
        packed.write(packer.compress(line))
    packed.write(packer.flush())
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    palette = chunk(b"PLTE", bytes(768)) if colour == 3 else b""
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + palette + more + chunk(b"IDAT", packed.getvalue())
        + chunk(b"IEND", b"")
    )  # fmt: skip


def drawn(kind: str, width: int, height: int, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, kind, **options)
    return out.getvalue()


def gif(width: int, height: int, frames: int = 1) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * frames + b";"


def polyglot(kind: str) -> bytes:
    """A picture with a page, an archive and a script inside its comments and behind its end."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("x.html", HTML)
    out = io.BytesIO()
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", HTML.decode())
        Image.new("RGB", (40, 40), "red").save(out, kind, pnginfo=told)
    elif kind == "JPEG":
        exif = Image.Exif()
        exif[0x010E] = HTML.decode()
        Image.new("RGB", (40, 40), "red").save(out, kind, exif=exif, comment=HTML)
    else:
        Image.new("RGB", (40, 40), "red").save(out, kind)
    return out.getvalue() + HTML + archive.getvalue()


def xlsx(sheet: Iterator[bytes] | bytes, *, strings: bytes = b"", more: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", BOOK)
        book.writestr("xl/_rels/workbook.xml.rels", RELATED)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as place:
            for part in [sheet] if isinstance(sheet, bytes) else sheet:
                place.write(part)
        if strings:
            book.writestr("xl/sharedStrings.xml", strings)
        for name, content in (more or {}).items():
            book.writestr(name, content)
    return out.getvalue()


def sheet(rows: bytes) -> bytes:
    return f"<worksheet {SPACE}><sheetData>".encode() + rows + b"</sheetData></worksheet>"


def zeros(megabytes: int) -> Iterator[bytes]:
    yield f"<worksheet {SPACE}><sheetData><row><c><v>".encode()
    for _ in range(megabytes):
        yield b"0" * MB
    yield b"</v></c></row></sheetData></worksheet>"


def nested(depth: int) -> bytes:
    content = b"0" * (10 * MB)
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for copy in range(4):
                packed.writestr(f"{copy}.xlsx", content)
        content = out.getvalue()
    return content


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "' + "ha" * 50 + '">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + "]>"
)  # fmt: skip
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

PICTURES: dict[str, Callable[[], bytes]] = {
    "png of 400 million pixels": lambda: png(20000, 20000, depth=1, colour=0),
    "png just under the limit, RGBA": lambda: png(5000, 5000),
    "png just under the limit, 16 bit": lambda: png(5000, 5000, depth=16),
    "png just under the limit, palette": lambda: png(5000, 5000, colour=3),
    "png of one line, 24 million wide": lambda: png(24_000_000, 1, colour=0),
    "png that lies about its size": lambda: png(60000, 60000, rows=False),
    "png with text that unpacks to 100 MB": lambda: png(
        9, 9, more=chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"x" * (100 * MB)))
    ),
    "png with a colour profile that unpacks to 100 MB": lambda: png(
        9, 9, more=chunk(b"iCCP", b"icc\x00\x00" + zlib.compress(bytes(100 * MB)))
    ),
    "jpeg of 49 million pixels": lambda: drawn("JPEG", 7000, 7000, quality=20),
    "jpeg of 49 million pixels, progressive": lambda: drawn("JPEG", 7000, 7000, quality=20, progressive=True),
    "jpeg of 24 million pixels, progressive": lambda: drawn(
        "JPEG", 4900, 4900, quality=20, progressive=True, subsampling=0
    ),
    "jpeg 65,000 wide": lambda: drawn("JPEG", 65000, 700, quality=20),
    "webp of 49 million pixels": lambda: drawn("WEBP", 7000, 7000, quality=1),
    "webp of 12 million pixels": lambda: drawn("WEBP", 3500, 3500, "RGBA", lossless=True, quality=0, method=0),
    "gif of 65,535 squared": lambda: gif(65535, 65535),
    "gif of 5,000 squared with 3,000 frames": lambda: gif(5000, 4999, 3000),
    "bmp that lies about its size": lambda: b"BM" + struct.pack(
        "<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, 60000, 60000, 1, 24, 0, 0, 1, 1, 0, 0
    ),
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html called png": lambda: HTML,
    "html with the head of a png": lambda: b"\x89PNG\r\n\x1a\n" + HTML,
    "html with the head of a gif": lambda: b"GIF89a/*" + HTML + b"*/=1",
    "nine megabytes of nothing": lambda: b"\xff\xd8\xff" + bytes(9 * MB),
    **{f"polyglot {kind}": partial(polyglot, kind) for kind in ("PNG", "JPEG", "WEBP", "GIF")},
}  # fmt: skip
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "pdf with a script": lambda: b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n",
    "pdf that is a page": lambda: HTML + b"%PDF-1.7\n%%EOF",
    "pdf of nested lists": lambda: b"%PDF-1.7\n" + b"[" * (7 * MB) + b"\n%%EOF\n",
    "pdf without an end": lambda: b"%PDF-1.7\n" + bytes(MB),
    "postscript": lambda: b"%!PS-Adobe\n{ } loop",
    "word document": lambda: nested(1),
}
TABLES: dict[str, Callable[[], bytes]] = {
    "workbook, one cell of 300 MB": lambda: xlsx(zeros(300)),
    "workbook, laughs in the sheet": lambda: xlsx(LAUGHS.encode() + sheet(b"<row><c><v>&i;</v></c></row>")),
    "workbook, laughs in the strings": lambda: xlsx(
        sheet(b'<row><c t="s"><v>0</v></c></row>'), strings=f"{LAUGHS}<sst {SPACE}><si><t>&i;</t></si></sst>".encode()
    ),
    "workbook, an entity of the disk": lambda: xlsx(OUTSIDE.encode() + sheet(b"<row><c><v>&a;</v></c></row>")),
    "workbook, a million columns": lambda: xlsx(sheet(b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row>")),
    "workbook, the last cell there is": lambda: xlsx(sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "workbook, tags within tags": lambda: xlsx(sheet(b"<row>" * 200_000 + b"</row>" * 200_000)),
    "workbook, an attribute of 50 MB": lambda: xlsx(iter([
        f"<worksheet {SPACE} x='".encode(), *[b"0" * MB] * 50, b"'/>"
    ])),
    "archives within archives": lambda: nested(4),
    "workbook cut in half": lambda: (lambda whole: whole[: len(whole) // 2])(xlsx(sheet(b"<row/>" * 9000))),
    "twenty thousand files": lambda: xlsx(sheet(b""), more={f"xl/{n}.xml": b"" for n in range(20_000)}),
    "csv, one row of a hundred million cells": lambda: b"name,price\n" + b"," * (100 * MB),
    "csv, one row over a million lines": lambda: b"name,price\n" + b'"\n",' * (15 * MB),
    "csv, one cell of 100 MB": lambda: b"name,price\n" + b"x" * (100 * MB),
    "csv, a quotation that never ends": lambda: b'name,price\n"' + b"x,\n" * (10 * MB),
    "csv, nothing but zeros": lambda: b"name,price\n" + bytes(20 * MB),
    "csv in UTF-16 of half a sign": lambda: b"\xff\xfe" + b"n\x00" * MB + b"\xd8",
    "gzip": lambda: b"\x1f\x8b\x08\x00" + zlib.compress(bytes(50 * MB)),
    "html called csv": lambda: HTML,
}  # fmt: skip


def make(folder: Path, bombs: dict[str, Callable[[], bytes]]) -> dict[str, Path]:
    """Write the files; gives their places."""
    found = {}
    for turn, (name, build) in enumerate(bombs.items()):
        found[name] = folder / f"{turn}"
        found[name].write_bytes(build())
    return found
