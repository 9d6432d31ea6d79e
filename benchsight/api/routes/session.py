"""Sign in and out, for people in a browser."""

from datetime import datetime
from http import HTTPStatus

from fastapi import Request, Response
from pydantic import BaseModel, Field, SecretStr

from benchsight.api.callers import Caller
from benchsight.api.dependencies import Services, ServicesOf, credentials
from benchsight.api.errors import ApiError, describe
from benchsight.api.models import StrictModel
from benchsight.api.routing import api_router
from benchsight.api.sessions import COOKIE, CSRF_HEADER, LIFETIME_SECONDS, csrf_token
from benchsight.api.settings import is_loopback

router = api_router("/api", "session", 401, 503)


class SignInBody(StrictModel):
    """Name and password."""

    name: str = Field(max_length=80, examples=["ada"])
    password: SecretStr = Field(max_length=1024, examples=["correct horse battery staple"])


class SessionOf(BaseModel):
    """User who is signed in."""

    name: str = Field(examples=["ada"])
    scopes: list[str] = Field(examples=[["load", "read"]])
    expires_at: datetime = Field(
        description="Sign in again after this; a session that is idle for 12 hours ends before."
    )
    csrf_token: str = Field(description=f"Send it as `{CSRF_HEADER}` with every write.")


@router.post("/session", summary="Sign in", responses=describe(403, 429))
async def sign_in(request: Request, services: ServicesOf, response: Response, body: SignInBody) -> SessionOf:
    """Start a session: the cookie is for the browser, `csrf_token` for the page. `benchsight users` creates users."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise ApiError(HTTPStatus.FORBIDDEN, "foreign_origin", "a page of another site cannot sign in here")
    replaced = request.cookies.get(COOKIE)
    made = await services.sign_in.sign_in(body.name, body.password.get_secret_value(), replaced)
    if replaced is not None:
        services.callers.forget(replaced)
    response.set_cookie(
        COOKIE, made.token, max_age=LIFETIME_SECONDS, path="/", secure=_is_secure(request, services), httponly=True,
        samesite="strict",
    )  # fmt: skip
    return SessionOf(name=made.name, scopes=made.scopes, expires_at=made.expires_at, csrf_token=csrf_token(made.token))


@router.get("/session", summary="Get who is signed in")
async def show(request: Request, services: ServicesOf) -> SessionOf:
    """Return the user of the session cookie and the token that writes need; 401 without a session."""
    caller, token = await _session(request, services)
    assert caller.user is not None and caller.expires_at is not None
    return SessionOf(
        name=caller.user,
        scopes=sorted(caller.scopes),
        expires_at=caller.expires_at,
        csrf_token=csrf_token(token),
    )


@router.delete("/session", status_code=204, summary="Sign out", responses=describe(403))
async def sign_out(request: Request, services: ServicesOf, response: Response) -> None:
    """End the session of the cookie, here and in every tab."""
    caller, token = await _session(request, services)
    assert caller.session_id is not None
    await services.sign_in.end(caller.session_id)
    services.callers.forget(token)
    response.delete_cookie(COOKIE, path="/", secure=_is_secure(request, services), httponly=True, samesite="strict")


async def _session(request: Request, services: Services) -> tuple[Caller, str]:
    shown = credentials(request)
    caller = await services.callers.find_session(shown)
    if caller is None or shown.session is None:
        raise ApiError(HTTPStatus.UNAUTHORIZED, "not_signed_in", "nobody is signed in: POST /api/session")
    return caller, shown.session


def _is_secure(request: Request, services: Services) -> bool:
    """Return whether the cookie is for HTTPS alone: anywhere but on a laptop's loopback address."""
    return services.settings.environment == "production" or not is_loopback(request.url.hostname or "")
