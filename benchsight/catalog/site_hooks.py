"""Hooks of mkdocs: links to files of the repository, the pages of generated folders, and dbt's catalogue.

A page may link to any file of the repository, as GitHub shows it. The site has these files as text below ``source/``.
"""

import logging
import posixpath
import re
from pathlib import Path
from typing import Any

LINK = re.compile(r"(?P<before>\]\(|^\[[^\]]+\]: )(?P<path>\.\.?/[^)#\s]+)(?P<anchor>#[^)\s]+)?", re.MULTILINE)
SEARCH = '<div class="md-search" data-md-component="search" role="dialog"'
CATALOGUE = "catalogue.html"
NOTICE = f"\n[dbt's catalogue]({CATALOGUE}) has every table, column and test, and the graph between them.\n"

log = logging.getLogger("mkdocs.hooks.benchsight")  # a warning below `mkdocs` fails a strict build


def on_config(config: Any) -> Any:
    """Add the pages of folders whose content is generated or grows, in the order of their names."""
    docs = Path(config["docs_dir"])
    for section in config["nav"] or []:
        for title, entries in section.items() if isinstance(section, dict) else ():
            if title == "Decisions":
                entries[:] = ["decisions/index.md", *_pages(docs, "decisions", "[0-9]*.md")]
            for entry in entries:
                if isinstance(entry, dict) and "Columns by group" in entry:
                    entry["Columns by group"] = _pages(docs, "reference/data_dictionary", "*.md")
    return config


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Lead links out of the documentation to copies of the files that they name; warn of files that are not there."""
    docs = Path(config["docs_dir"]).resolve()
    here = posixpath.dirname(page.file.src_uri)

    def redirected(link: re.Match[str]) -> str:
        target = (docs / here / link["path"]).resolve()
        if target.is_relative_to(docs):
            return link[0]
        if not target.exists():
            log.warning("%s links to %s, which does not exist", page.file.src_uri, link["path"])
            return f"{link['before']}#"
        copy = f"source/{target.relative_to(docs.parent).as_posix()}.txt"
        if files.get_file_from_path(copy) is None:
            _add(files, config, copy, target)
        return f"{link['before']}{posixpath.relpath(copy, here or '.')}"

    if page.file.src_uri == "index.md" and (catalogue := config["extra"].get("catalogue")):
        _add(files, config, CATALOGUE, Path(catalogue))
        markdown += NOTICE
    return LINK.sub(redirected, markdown)


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Give the theme's dialog a name."""
    return output.replace(SEARCH, f'{SEARCH} aria-label="Search"')


def _pages(docs: Path, folder: str, pattern: str) -> list[str]:
    return [path.relative_to(docs).as_posix() for path in sorted((docs / folder).glob(pattern))]


def _add(files: Any, config: Any, name: str, source: Path) -> None:
    from mkdocs.structure.files import File, InclusionLevel

    text = (
        source.read_text(encoding="utf-8") if source.is_file() else "\n".join(sorted(p.name for p in source.iterdir()))
    )
    files.append(File.generated(config, name, content=text, inclusion=InclusionLevel.INCLUDED))
