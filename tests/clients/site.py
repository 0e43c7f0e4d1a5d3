"""Another site, whose one page uses the npm package whip-whep: a browser takes our answers only as CORS lets it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "node_modules" / "whip-whep"
PAGE = b'<!doctype html><video autoplay muted playsinline></video><script type="module" src="/page.js"></script>'
SCRIPTS = {
    "/page.js": HERE / "page.js",
    "/whip-whep/whip.js": PACKAGE / "whip.js",
    "/whip-whep/whep.js": PACKAGE / "whep.js",
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        script = SCRIPTS.get(self.path)
        body = script.read_bytes() if script else PAGE
        self.send_response(200)
        self.send_header("content-type", "text/javascript" if script else "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def elsewhere() -> Iterator[str]:
    """Serve on localhost, where browsers lend a camera without TLS; the address of the page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
