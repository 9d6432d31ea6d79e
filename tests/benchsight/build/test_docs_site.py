"""The docs site is one file that a server on the loopback hands out."""

import threading
import urllib.request

import pytest

from benchsight.build.errors import BuildError
from benchsight.docs_site import docs_server, make_docs
from benchsight.errors import ConfigurationError

from .conftest import Site


def test_the_site_is_one_file_that_names_every_model_and_is_served_on_the_loopback(site: Site) -> None:
    page = make_docs()
    text = page.read_text(encoding="utf-8")
    assert [name for name in ("fact_events", "qa_data_completeness", "dim_player") if name not in text] == []
    with docs_server(page, 0) as server:
        assert server.server_address[0] == "127.0.0.1"
        threading.Thread(target=server.serve_forever).start()
        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/") as response:
            assert response.read().decode() == text
        taken = f"port {server.server_port} of 127.0.0.1 cannot be had"
        with pytest.raises(ConfigurationError, match=taken), docs_server(page, server.server_port):
            pass
        server.shutdown()


def test_what_keeps_the_site_from_being_made_is_told(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    broken = site.root / "models" / "broken.sql"
    broken.write_text("select * from {{ ref('nowhere') }}")
    try:
        with pytest.raises(BuildError, match=r"could not make the docs: [\s\S]*nowhere"):
            make_docs()
    finally:
        broken.unlink()
