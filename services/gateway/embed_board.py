#!/usr/bin/env python3
"""Packs the files of the built board and writes the table that puts them into a binary.

    services/gateway/embed_board.py BOARD_FOLDER OUTPUT_FOLDER

OUTPUT_FOLDER gets one file for each, gzip where that makes it smaller, and board_table.inc for built_in_board.cc. What has not
changed is not written again.
"""

import gzip
import hashlib
import pathlib
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}

HEAD = "// Written by services/gateway/embed_board.py; do not edit.\n"


def write(path, content):
    """Keeps the time of a file that stays as it is, so that nothing is built for it."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def embedded(board, output):
    """(path in the board, type, etag, file to take in, whether it is packed), in the order of the paths."""
    for path in sorted(p for p in board.rglob("*") if p.is_file()):
        if path.suffix not in TYPES:
            sys.exit(f"{path}: no type is known for {path.suffix or 'it'}; add it to TYPES in {__file__}, or leave it out of the board")
        plain = path.read_bytes()
        # The same bytes on every machine and every day.
        packed = gzip.compress(plain, 9, mtime=0)
        smaller = len(packed) < len(plain)
        name = "/" + path.relative_to(board).as_posix()
        digest = hashlib.sha256(plain).hexdigest()[:32]
        file = output / f"{digest}{'.gz' if smaller else ''}"
        write(file, packed if smaller else plain)
        yield name, TYPES[path.suffix], digest, file, smaller


def table(files):
    labels, rows = [], []
    for number, (name, kind, digest, file, packed) in enumerate(files):
        symbol = f"lifeline_board_{number}"
        labels.append(f'    "{symbol}: .incbin \\"{file}\\"\\n"\n    "{symbol}_end:\\n"\n')
        rows.append((symbol, f'      Asset{{"{name}", "{kind}", "\\"{digest}\\"", Bytes({symbol}, {symbol}_end), '
                             f'{str(packed).lower()}}},\n'))
    symbols = [symbol for symbol, _ in rows]
    return (HEAD + 'asm(".pushsection .rodata\\n"\n' + "".join(labels) + '    ".popsection\\n");\n' +
            "".join(f"extern const char {s}[] asm(\"{s}\");\nextern const char {s}_end[] asm(\"{s}_end\");\n" for s in symbols) +
            "namespace lifeline::gateway {\n"
            "namespace {\n"
            "absl::string_view Bytes(const char* begin, const char* end) {\n"
            "  return absl::string_view(begin, static_cast<size_t>(end - begin));\n"
            "}\n"
            "}  // namespace\n"
            "absl::Span<const Asset> BuiltInBoard() {\n"
            f"  static const std::array<Asset, {len(rows)}> assets = {{{{\n" + "".join(row for _, row in rows) + "  }};\n"
            "  return assets;\n"
            "}\n"
            "}  // namespace lifeline::gateway\n")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    board, output = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    output.mkdir(parents=True, exist_ok=True)
    files = list(embedded(board, output))
    if not any(name == "/index.html" for name, *_ in files):
        sys.exit(f"{board}: has no index.html, so it is no built board")
    write(output / "board_table.inc", table(files).encode())


if __name__ == "__main__":
    main()
