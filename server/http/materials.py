"""Where a project's materials are listed, added, changed and downloaded; always as attachments, never as pages."""

from typing import Final
from urllib.parse import quote

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from server.domain.materials import LIMIT, MEDIA_TYPES, Material, MaterialChange, MaterialId
from server.domain.messages import Paragraph, ProjectId
from server.domain.rules import PRESENTING
from server.http.bodies import Created, Json, asked, parsed, read
from server.http.entered import SEAT, entered
from server.http.operations import Body, Gives, Operation, Operations

BYTES: Final = "application/octet-stream"
NOTHING: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"


class Given(Struct, frozen=True, kw_only=True):
    """What is said of a document: whose it is, its name, and whether it is kept from the audience."""

    project: ProjectId
    name: Paragraph = ""
    investors: bool = False


async def listed(request: Request) -> Json[list[Material]]:
    """Those the reader may have."""
    house, seated = await entered(request)
    return Json(await house.materials.all(seated.place))


async def add(request: Request) -> Created[Material]:
    """Add the body as a document."""
    house, seated = await entered(request)
    given = asked(request, Given)
    await house.materials.may_add(seated.place, given.project)
    content = await read(request, BYTES, LIMIT)
    added = await house.materials.add(seated.place, given.project, given.name, content, investors=given.investors)
    return Created(added)


async def change(request: Request) -> Json[Material]:
    """Rename, restrict, remove or bring back."""
    house, seated = await entered(request)
    return Json(await house.materials.change(seated.place, _named(request), await parsed(request, MaterialChange)))


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


KEPT: Final = ("ETag", "Content-Disposition")
OF_PROJECT: Final = "presenters for their project"

ROUTES: Final = (
    Operations(
        f"{SEAT}/materials",
        GET=Operation(listed),
        POST=Operation(
            add,
            PRESENTING,
            OF_PROJECT,
            body=Body(media=BYTES),
            query=Given,
            refuses="project_missing material_too_large material_refused material_limit name_empty",
        ),
    ),
    Operations(
        f"{SEAT}/materials/{{material}}",
        PATCH=Operation(
            change,
            PRESENTING,
            OF_PROJECT,
            body=Body(MaterialChange),
            refuses="material_missing material_limit name_empty",
        ),
    ),
    Operations(
        f"{SEAT}/materials/{{material}}/content",
        GET=Operation(
            download,
            own="who may have it",
            gives=(
                *(Gives(200, media, headers=KEPT) for media in MEDIA_TYPES.values()),
                Gives(304, headers=("ETag",)),
            ),
            refuses="material_missing",
        ),
    ),
)
