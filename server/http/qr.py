"""QR codes, as pictures a page can show under the Content-Security-Policy."""

import io

import segno


def qr(link: str) -> str:
    """The SVG of a QR code, black on white whatever is around it; it may stand in a page or be an image's source."""
    out = io.BytesIO()
    code = segno.make(link, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, nl=False, omitsize=True, border=2, light="#fff", svgclass="qr-code")
    return out.getvalue().decode()
