"""Where a project's materials are listed, added, changed and downloaded; always as attachments, never as pages."""

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from server.domain.materials import LIMIT, MEDIA_TYPES, Material, MaterialChange, MaterialId
from server.domain.messages import ProjectId
from server.http.bodies import parsed, read, told
from server.http.entered import SEAT, entered

BYTES: Final = "application/octet-stream"
NOTHING: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"


async def listed(request: Request) -> Response:
    """Those the reader may have."""
    house, seated = await entered(request)
    return told(await house.materials.all(seated.place))


async def add(request: Request) -> Response:
    """Add the body as a document; `project`, `name` and `investors` stand in the query."""
    house, seated = await entered(request)
    project, given = ProjectId(request.query_params.get("project", "")), request.query_params
    await house.materials.may_add(seated.place, project)
    content = await read(request, BYTES, LIMIT)
    investors = given.get("investors") == "true"
    return told(
        await house.materials.add(seated.place, project, given.get("name", ""), content, investors=investors), 201
    )


async def change(request: Request) -> Response:
    """Rename, restrict, remove or bring back."""
    house, seated = await entered(request)
    return told(await house.materials.change(seated.place, _named(request), await parsed(request, MaterialChange)))


async def download(request: Request) -> Response:
    """The document; who has it already is told so and is not recorded again."""
    house, seated = await entered(request)
    material = await house.materials.read(seated.place, _named(request))
    headers = _headers(material)
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return Response(headers={**headers, "content-length": str(material.size)})
    content = await house.materials.download(seated.place, material)
    return StreamingResponse(content, headers={**headers, "content-length": str(material.size)})


def _headers(material: Material) -> dict[str, str]:
    name = f"filename=\"document.{material.kind}\"; filename*=UTF-8''{quote(material.name, safe='')}"
    return {
        "content-type": MEDIA_TYPES[material.kind],
        "content-disposition": f"attachment; {name}",
        "content-security-policy": NOTHING,
        "etag": f'"{material.digest}"',
        "cache-control": "private, no-cache",
    }


def _named(request: Request) -> MaterialId:
    return MaterialId(request.path_params["material"])


ROUTES: Final = (
    Route(f"{SEAT}/materials", listed, methods=["GET"]),
    Route(f"{SEAT}/materials", add, methods=["POST"]),
    Route(f"{SEAT}/materials/{{material}}", change, methods=["PATCH"]),
    Route(f"{SEAT}/materials/{{material}}/content", download, methods=["GET"]),
)
