"""The page and its files: what is kept, what is asked for again, and nothing from outside."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from server.http.pages import lost_page, page_routes

pytestmark = pytest.mark.anyio


@pytest.fixture
def static(tmp_path: Path) -> Path:
    (tmp_path / "static" / "assets").mkdir(parents=True)
    (tmp_path / "static" / "index.html").write_text("<!doctype html>the page")
    (tmp_path / "static" / "favicon.svg").write_text("<svg/>")
    (tmp_path / "static" / "assets" / "index-abc123.js").write_text("run()")
    (tmp_path / "secret").write_text("outside")
    return tmp_path / "static"


async def get(static: Path, path: str, **headers: str) -> httpx.Response:
    app = Starlette(routes=page_routes(static))
    app.router.default = lost_page(static, app.router.not_found)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize(
    "path", ["/", "/i/some-secret", "/confirm/a.b-C_d.e", "/r/study-room", "/r/study-room/join"]
)
async def test_every_route_of_the_page_is_the_page_and_never_kept(static: Path, path: str) -> None:
    answer = await get(static, path)
    assert answer.status_code == 200
    assert "the page" in answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"


async def test_files_with_a_hash_in_their_name_are_kept_for_ever(static: Path) -> None:
    answer = await get(static, "/static/assets/index-abc123.js")
    assert answer.text == "run()"
    assert "immutable" in answer.headers["cache-control"]
    assert "max-age=31536000" in answer.headers["cache-control"]
    assert (await get(static, "/static/favicon.svg")).headers["cache-control"] == "no-cache"


async def test_a_file_that_is_not_there_is_not_kept_as_missing(static: Path) -> None:
    transport_answer = await get(static, "/static/assets/other-def456.js")
    assert transport_answer.status_code == 404
    assert "immutable" not in transport_answer.headers.get("cache-control", "")


@pytest.mark.parametrize(
    "path", ["/r", "/confirm", "/r/study-room/nowhere", "/ops/board/x", "/romo/study", "/favicon"]
)
async def test_a_mistyped_address_is_the_page_which_says_so(static: Path, path: str) -> None:
    answer = await get(static, path, accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-cache")
    assert "the page" in answer.text


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/api/nowhere", "text/html"),
        ("/files/study/x", "text/html"),
        ("/nowhere", "*/*"),
        ("/x.png", "image/*"),
    ],
)
async def test_programs_are_not_given_a_page_for_what_is_not_there(
    static: Path, path: str, accept: str
) -> None:
    answer = await get(static, path, accept=accept)
    assert answer.status_code == 404
    assert "the page" not in answer.text


@pytest.mark.row("S16")
@pytest.mark.parametrize(
    "path", ["/static/../secret", "/static/%2e%2e/secret", "/static/assets/..%2f..%2fsecret", "/static/%00"]
)
async def test_no_path_leads_out_of_the_built_files(static: Path, path: str) -> None:
    answer = await get(static, path)
    assert answer.status_code == 404
    assert "outside" not in answer.text


async def test_a_page_that_is_not_built_says_so(tmp_path: Path) -> None:
    assert (await get(tmp_path / "missing", "/nowhere", accept="text/html")).status_code == 404
    answer = await get(tmp_path / "missing", "/")
    assert answer.status_code == 503
    assert "not built" in answer.text
