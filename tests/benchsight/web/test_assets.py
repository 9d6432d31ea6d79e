"""Addresses of style sheets and scripts."""

import re

from benchsight.web.assets import asset_path, assets


def test_a_module_imports_others_by_the_address_that_pages_link() -> None:
    """So that a browser loads each once, and keeps it."""
    modules = [asset for name, asset in assets().items() if name.endswith(".js")]
    imported = {
        f"/assets/{found}"
        for asset in modules
        for found in re.findall(r'from "\./\.\./([^"]+)"', asset.content.decode())
    }
    assert asset_path("portal.js") in imported
    assert imported <= {asset.path for asset in modules}
