"""Files of the browser code: kept for a year under an address that names their version, else asked for each time."""

from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).parents[2] / "web" / "static"
YEAR: Final = "public, max-age=31536000, immutable"


class VersionedFiles(StaticFiles):
    """A `?v=` stands for the file's content, so whoever writes one changes it with the file."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, and for how long it may be kept."""
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers["cache-control"] = YEAR if versioned else "no-cache"
        return response
