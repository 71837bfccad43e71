"""The page and its files: what is kept, what is asked for again, and nothing from outside."""

from __future__ import annotations

import gzip
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


def client_of(static: Path) -> httpx.AsyncClient:
    app = Starlette(routes=page_routes(static))
    app.router.default = lost_page(static, app.router.not_found)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def get(static: Path, path: str, **headers: str) -> httpx.Response:
    async with client_of(static) as client:
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


async def test_the_worker_may_look_after_every_page(static: Path) -> None:
    (static / "sw.js").write_text("listen()")
    answer = await get(static, "/static/sw.js")
    assert answer.headers["service-worker-allowed"] == "/"
    assert answer.headers["cache-control"] == "no-cache"
    assert "service-worker-allowed" not in (await get(static, "/static/favicon.svg")).headers


@pytest.fixture
def compressed(static: Path) -> Path:
    """As the build leaves it: copies beside the original."""
    original = static / "assets" / "index-abc123.js"
    original.with_name(f"{original.name}.gz").write_bytes(gzip.compress(original.read_bytes()))
    original.with_name(f"{original.name}.br").write_bytes(b"by brotli")
    return static


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0, zstd", None)],
)
async def test_whoever_takes_a_compressed_copy_is_sent_the_smallest(
    compressed: Path, accepted: str, coding: str | None
) -> None:
    async with client_of(compressed) as client:
        request = client.build_request(
            "GET", "/static/assets/index-abc123.js", headers={"accept-encoding": accepted}
        )
        answer = await client.send(request, stream=True)
        body = b"".join([part async for part in answer.aiter_raw()])
    sent = {"br": b"by brotli", None: b"run()"}
    assert answer.headers.get("content-encoding") == coding
    assert (gzip.decompress(body) if coding == "gzip" else body) == sent.get(coding, b"run()")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]


async def test_a_copy_that_is_known_is_not_sent_again(compressed: Path) -> None:
    path, accepted = "/static/assets/index-abc123.js", {"accept-encoding": "gzip"}
    known = (await get(compressed, path, **accepted)).headers["etag"]
    again = await get(compressed, path, **accepted, **{"if-none-match": known})
    assert (again.status_code, again.content) == (304, b"")


async def test_parts_of_a_file_are_parts_of_the_original(compressed: Path) -> None:
    headers = {"accept-encoding": "gzip", "range": "bytes=0-2"}
    answer = await get(compressed, "/static/assets/index-abc123.js", **headers)
    assert (answer.status_code, answer.text) == (206, "run")
