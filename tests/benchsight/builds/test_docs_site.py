"""dbt's catalogue is one file; a server on the loopback serves it with the site (tests/lint/test_site.py)."""

import re
import shutil
import threading
import urllib.request
from pathlib import Path

import pytest

from benchsight.builds.errors import BuildError
from benchsight.catalog.docs_site import docs_server, make_catalogue
from benchsight.errors import ConfigurationError

from .conftest import REPOSITORY, Site

OVERVIEW = REPOSITORY / "docs" / "dbt" / "overview.md"


def test_the_catalogue_is_one_file_that_names_every_model_and_is_served_on_the_loopback(site: Site) -> None:
    overview = Path(shutil.copy(OVERVIEW, site.root / "models"))
    try:
        page = make_catalogue()
    finally:
        overview.unlink()  # other tests share the project
    text = page.read_text(encoding="utf-8")
    assert (
        "doc.benchsight.__overview__" in text and "Statistics of tracked hockey games" in text
    )  # what the site opens on
    assert [name for name in ("fact_events", "qa_data_completeness", "dim_player") if name not in text] == []
    with docs_server(page, 0) as server:
        assert server.server_address[0] == "127.0.0.1"
        threading.Thread(target=server.serve_forever).start()
        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/{page.name}") as response:
            assert response.read().decode() == text
        taken = f"port {server.server_port} of 127.0.0.1 cannot be had"
        with pytest.raises(ConfigurationError, match=taken), docs_server(page, server.server_port):
            pass
        server.shutdown()


def test_the_page_that_the_catalogue_opens_on_links_to_models_that_there_are() -> None:
    linked = set(re.findall(r"#!/model/model\.benchsight\.(\w+)", OVERVIEW.read_text(encoding="utf-8")))
    models = {path.stem for path in (REPOSITORY / "models").rglob("*.sql")}
    assert len(linked) > 20
    assert linked - models == set()


def test_what_keeps_the_catalogue_from_being_made_is_told(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    broken = site.root / "models" / "broken.sql"
    broken.write_text("select * from {{ ref('nowhere') }}")
    try:
        with pytest.raises(BuildError, match=r"could not make the docs: [\s\S]*nowhere"):
            make_catalogue()
    finally:
        broken.unlink()
