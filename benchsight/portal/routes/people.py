"""Access: users who sign in, and API keys."""

from datetime import timedelta

import psycopg
from fastapi import Request
from fastapi.responses import Response

from benchsight.api.keys import DEFAULT_RATE, Scope, create_key, list_keys, revoke_key
from benchsight.api.users import change_password, create_user, list_users, revoke_user
from benchsight.portal.forms import AdminForm, Form, done, refused
from benchsight.portal.pages import show_portal
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader
from benchsight.web.routing import portal_router

router = portal_router(Scope.ADMIN)

PATH = "/admin/people"
SCOPES = (
    (Scope.READ, "read the pages, the data and the status"),
    (Scope.TRACK, "write events and shifts of live games"),
    (Scope.LOAD, "upload, load, build, queue"),
    (Scope.ADMIN, "everything: also delete, and manage access"),
)


@router.get(PATH)
async def show_people(request: Request) -> Response:
    """Return users and keys."""
    return await show_portal(request, lambda reader: people_page(reader))


def people_page(reader: PageReader, secret: str = "", key_name: str = "") -> Page:  # nosec B107 # shown once
    """Return the page; ``secret``: a key that was created just now, which cannot be shown again."""
    context = {
        "users": list_users(reader.connection), "keys": list_keys(reader.connection), "scopes": SCOPES,
        "secret": secret, "key_name": key_name,
    }  # fmt: skip
    return Page("portal/people.html", "Access", context)


@router.post(f"{PATH}/users")
async def add_user(form: AdminForm) -> Response:
    """Create a user."""
    name = form.text("name")
    # a password may begin with a space
    password = form.fields.get("password")

    def create(connection: psycopg.Connection) -> None:
        create_user(connection, name, str(password or ""), _scopes(form), form.caller.name)

    await form.services.database.run(create)
    return done(PATH, f"User {name} may sign in.")


@router.post(f"{PATH}/users/password")
async def set_password(form: AdminForm) -> Response:
    """Change a user's password."""
    name, password = form.text("name"), str(form.fields.get("password") or "")
    await form.services.database.run(lambda connection: change_password(connection, name, password))
    return done(PATH, f"The password of {name} is changed, and the user's sessions have ended.")


@router.post(f"{PATH}/users/revoke")
async def end_user(form: AdminForm) -> Response:
    """Revoke a user."""
    name = form.text("name")
    if form.text("confirm") != name:
        raise refused(f"type {name} to revoke this user")
    await form.services.database.run(lambda connection: revoke_user(connection, name))
    return done(PATH, f"User {name} is revoked: the user's sessions end within two seconds.")


@router.post(f"{PATH}/keys")
async def add_key(request: Request, form: AdminForm) -> Response:
    """Create a key, and show it this once."""
    name = form.text("name")
    lifetime = timedelta(days=form.number("days", "the number of days")) if form.text("days") else None
    rate = form.number("rate", "the rate") if form.text("rate") else DEFAULT_RATE
    if rate < 1:
        raise refused("a key needs at least one request per minute")

    def create(connection: psycopg.Connection) -> str:
        return create_key(connection, name, _scopes(form), rate, lifetime, form.caller.name)[0]

    secret = await form.services.database.run(create)
    return await show_portal(request, lambda reader: people_page(reader, secret, name))


@router.post(f"{PATH}/keys/{{key_id}}/revoke")
async def end_key(key_id: int, form: AdminForm) -> Response:
    """Revoke a key."""
    revoked = await form.services.database.run(lambda connection: revoke_key(connection, key_id))
    return done(PATH, f"Key {revoked.key_id} ({revoked.name}) is revoked.")


def _scopes(form: Form) -> list[Scope]:
    return [Scope(scope) for scope in form.texts("scope") if scope in [str(each) for each in Scope]]
