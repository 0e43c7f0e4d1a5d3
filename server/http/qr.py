"""QR codes, as pictures a page can show under the Content-Security-Policy."""

import segno


def qr(link: str) -> str:
    """The SVG of a QR code in the colour of the text around it; it may stand in a page or be saved."""
    return segno.make(link, error="m", micro=False).svg_inline(
        border=2, dark="currentColor", omitsize=True, svgclass=None, lineclass=None, svgns=True
    )
