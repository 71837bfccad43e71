"""Every way to fail becomes a coded answer, without the inside of the failure."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.http.errors import HANDLERS, Refusal

pytestmark = pytest.mark.anyio

SECRET = "a-secret-of-the-inside"


async def refuse(_request: Request) -> Response:
    raise Refusal(418, "teapot", "short and stout", retry_after=1.2)


async def break_(_request: Request) -> Response:
    raise RuntimeError(SECRET)


async def lose_the_database(_request: Request) -> Response:
    raise OperationalError(SECRET, {}, Exception(SECRET))


async def lose_the_connection(_request: Request) -> Response:
    raise ConnectionRefusedError(SECRET)


async def ask(path: str, method: str = "GET") -> httpx.Response:
    routes = [
        Route("/refuse", refuse),
        Route("/break", break_),
        Route("/sql", lose_the_database),
        Route("/connection", lose_the_connection),
    ]
    app = Starlette(routes=routes, exception_handlers=HANDLERS)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(method, path)


async def test_a_refusal_is_its_status_code_and_detail() -> None:
    answer = await ask("/refuse")
    assert answer.status_code == 418
    assert answer.json() == {"code": "teapot", "detail": "short and stout"}
    assert answer.headers["retry-after"] == "2"


async def test_an_unknown_path_and_a_wrong_method_are_codes_too() -> None:
    assert (await ask("/nowhere")).json()["code"] == "not_found"
    answer = await ask("/refuse", "POST")
    assert answer.json()["code"] == "method_not_allowed"
    assert answer.headers["allow"]


@pytest.mark.parametrize("path", ["/sql", "/connection"])
async def test_a_database_that_is_gone_is_a_503_that_may_be_tried_again(path: str) -> None:
    answer = await ask(path)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_saved")
    assert "retry-after" in answer.headers


@pytest.mark.row("S17")
@pytest.mark.parametrize("path", ["/break", "/sql", "/connection"])
async def test_no_client_ever_sees_the_inside_of_a_failure(path: str) -> None:
    answer = await ask(path)
    assert answer.status_code >= 500
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
