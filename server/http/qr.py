"""QR codes, as pictures a page can show under the Content-Security-Policy."""

import io


def qr(link: str, error: str = "m") -> str:
    """The SVG of a QR code, black on white whatever is around it; it may stand in a page or be an image's source.

    `error` is how much may be covered: "m" 15 %, "l" 7 %, for links so long that larger dots are worth more.
    """
    # Most starts show none for a while.
    import segno

    out = io.BytesIO()
    code = segno.make(link, error=error, micro=False)
    code.save(out, kind="svg", xmldecl=False, nl=False, omitsize=True, border=2, light="#fff", svgclass="qr-code")
    return out.getvalue().decode()
