"""The dictionary as one HTML file without network: every column with its SQL, the rules, contents and a filter."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from benchsight.catalog.dictionary.entries import ColumnEntry, Dictionary, Group, TableEntry
from benchsight.catalog.dictionary.rules import Rule

FILE = "data_dictionary.html"
TITLE = "BenchSight data dictionary"
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<a class="skip" href="#columns">Skip to the columns</a>
<header>
<h1>{title}</h1>
<input id="filter" type="search" placeholder="Filter: names, words of definitions ( / )" aria-label="Filter columns">
<span id="found" role="status"></span>
<button id="theme" type="button" title="Switch between light and dark">Dark</button>
</header>
<div class="layout">
<nav aria-label="Contents"><details><summary>Contents</summary>
{contents}
</details></nav>
<main id="columns">
<p>Every published table and column: what it is, and the model or seed that computes it, traced through everything that
only passes it on, with its SQL as compiled and the rules that it follows. A column that needs an input is NULL in a
game without it.</p>
<p class="nothing" id="nothing" hidden>Nothing has all of these words.</p>
{tables}
{rules}
</main>
</div>
<script>
{script}</script>
</body>
</html>
"""


def html_page(dictionary: Dictionary, source_url: str) -> str:
    """Return the whole page; files of the project are linked below ``source_url``."""
    page = _Page(dictionary, source_url.rstrip("/"))
    here = Path(__file__)
    return PAGE.format(
        title=TITLE,
        style=here.with_name("page.css").read_text(encoding="utf-8"),
        script=here.with_name("page.js").read_text(encoding="utf-8"),
        contents="\n".join(page.contents()),
        tables="\n".join(page.tables()),
        rules="\n".join(page.rules()),
    )


class _Page:
    """Makes the parts of the page."""

    def __init__(self, dictionary: Dictionary, source_url: str) -> None:
        self._dictionary = dictionary
        self._source_url = source_url
        self._anchors = {column.anchor for table in dictionary.tables for column in table.columns}

    def contents(self) -> Iterator[str]:
        """Yield the tables by group, then the rules."""
        for group in self._dictionary.groups:
            yield from _contents_of(group)
        yield '<div><h2>Rules</h2><ul><li><a href="#rules">What counts</a></li></ul></div>'

    def tables(self) -> Iterator[str]:
        """Yield a section for each table."""
        for table in self._dictionary.tables:
            yield from self._table(table)

    def rules(self) -> Iterator[str]:
        """Yield every rule by section."""
        yield '<section><h2 id="rules">What counts</h2>'
        for section in dict.fromkeys(rule.section for rule in self._dictionary.rules):
            yield f'<h3>{escape(section)}</h3>\n<ol class="rules">'
            for rule in self._dictionary.rules:
                if rule.section == section:
                    where = f'<span class="quiet">{self._where(rule)}</span>'
                    yield f'<li id="{rule.anchor}">{_rich(rule.text)} {where}</li>'
            yield "</ol>"
        yield "</section>"

    def _table(self, table: TableEntry) -> Iterator[str]:
        text = escape(f"{table.name} {table.description}")
        yield f'<section class="table" data-name="{table.name}" data-text="{text}">'
        name = f'<a href="#{table.name}">{table.name}</a>'
        yield f'<h2 id="{table.name}">{name}<span class="kind">{table.kind}</span></h2>'
        yield f"<p>{_rich(table.description)}</p>"
        key = f"Key: {', '.join(f'<code>{name}</code>' for name in table.key)}. " if table.key else ""
        same = (
            f'Columns: those of <a href="#{table.older_name_of}">{table.older_name_of}</a>. '
            if table.older_name_of
            else ""
        )
        yield f'<p class="facts">{key}{same}Made by {self._file(table.name, table.path)}.</p>'
        if table.columns:
            yield "<table><thead><tr><th>Column</th><th>What it is</th><th>Where it comes from</th></tr></thead><tbody>"
            for column in table.columns:
                yield self._row(column)
            yield "</tbody></table>"
        yield "</section>"

    def _row(self, column: ColumnEntry) -> str:
        statistic = column.statistic
        words = [column.name, column.description, column.model, *(rule.section for rule in column.rules)]
        words += [statistic.display_name, statistic.family, statistic.needs, statistic.unit] if statistic else []
        cells = "".join(
            f"<td>{''.join(part)}</td>" for part in (self._name(column), self._what(column), self._from(column))
        )
        return f'<tr id="{column.anchor}" data-text="{escape(" ".join(words))}">{cells}</tr>'

    def _name(self, column: ColumnEntry) -> Iterator[str]:
        yield f'<p><a href="#{column.anchor}"><code>{column.name}</code></a></p>'
        yield f'<p class="quiet">{escape(column.data_type)}</p>'

    def _what(self, column: ColumnEntry) -> Iterator[str]:
        statistic = column.statistic
        if statistic is None:
            yield f"<p>{_rich(column.description)}</p>"
            return
        yield f"<p><strong>{escape(statistic.display_name)}.</strong> {_rich(column.description)}</p>"
        if column.formula:
            yield f'<p class="formula"><code>{self._formula(column)}</code></p>'
        shown = f", shown as {statistic.format}" if statistic.format != statistic.unit else ""
        facts = [f"{statistic.unit}{shown}", column.better]
        facts += [f"needs {statistic.needs}"] if statistic.needs else []
        yield f'<p class="quiet">{escape("; ".join(fact for fact in facts if fact))}</p>'

    def _formula(self, column: ColumnEntry) -> str:
        """Return the formula, with a link for each column in it."""

        def link(name: re.Match[str]) -> str:
            anchor = f"{column.table}.{name[0]}"
            return f'<a href="#{anchor}">{name[0]}</a>' if anchor in self._anchors else name[0]

        return re.sub(r"\w+", link, escape(column.formula))

    def _from(self, column: ColumnEntry) -> Iterator[str]:
        yield f"<p>{self._file(column.model, column.path)}</p>"
        if column.source:
            yield f'<p class="quiet">Source: {self._source(column.source)}</p>'
        if column.rules:
            yield f'<p class="quiet">Rules: {", ".join(_rule_link(rule) for rule in column.rules)}</p>'
        if column.expression:
            sql = f"<pre><code>{escape(column.expression)}</code></pre>"
            yield f'<details class="sql"><summary>SQL</summary>{sql}</details>'

    def _source(self, source: str) -> str:
        """Return a source of the catalogue, with a link for each seed it names."""
        return re.sub(r"(?<=seed )\w+", lambda name: self._reference(name[0]), escape(source))

    def _where(self, rule: Rule) -> str:
        return ", ".join(self._reference(name) for name in rule.where)

    def _reference(self, name: str) -> str:
        """Return a link to the file of a model, seed, column (int_events.is_goal) or path; else the name as it is."""
        model = name if "/" in name else name.partition(".")[0]
        path = Path(name) if "/" in name else self._dictionary.paths.get(model)
        return self._file(name, path) if path else f"<code>{escape(name)}</code>"

    def _file(self, name: str, path: Path) -> str:
        return f'<a href="{escape(self._source_url)}/{path.as_posix()}"><code>{escape(name)}</code></a>'


def _contents_of(group: Group) -> Iterator[str]:
    yield f"<div><h2>{escape(group.title)}</h2><ul>"
    for table in group.tables:
        count = f"<span>{len(table.columns)}</span>" if table.columns else ""
        yield f'<li data-table="{table.name}"><a href="#{table.name}">{table.name}</a>{count}</li>'
    yield "</ul></div>"


def _rule_link(rule: Rule) -> str:
    """Return a link that shows how the rule begins, without parentheses."""
    words = re.sub(r" \([^)]*\)|`", "", rule.text).split()
    begin = " ".join(words[:6]).rstrip(",.:;") + ("…" if len(words) > 6 else "")
    return f'<a href="#{rule.anchor}">{escape(begin)}</a>'


def _rich(text: str) -> str:
    """Return text with its `code` marked up."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
