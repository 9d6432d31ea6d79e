"""What a person sees of alerts, rules and a look of the monitor."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

from benchsight.cli.screens.monitor import SHOWN_OF_A_RULE, ago, show_alerts, show_look, show_rules, since
from benchsight.quality.monitor import MonitorResult
from benchsight.quality.monitor.alerts import Alert
from benchsight.quality.monitor.rule_settings import RuleRow
from benchsight.quality.monitor.run import RuleOutcome
from benchsight.terminal.text import Terminal

NOW = datetime.now(UTC)


def console() -> Terminal:
    """A terminal of 100 columns that keeps what is printed."""
    return Terminal(100, io.StringIO())


def text_of(used: Terminal) -> str:
    """What was printed on it."""
    assert isinstance(used.file, io.StringIO)
    return used.file.getvalue()


def alert(number: int, **values: Any) -> Alert:
    """An open alert; ``values`` replace the usual ones."""
    usual: dict[str, Any] = {
        "rule": "stale_game", "severity": "warning", "subject_kind": "game", "subject_key": str(number),
        "message": "never built", "details": {}, "first_seen": NOW - timedelta(hours=3), "last_seen": NOW, "count": 12,
        "acknowledged_at": None, "acknowledged_by": None, "resolved_at": None, "description": "A game is behind.",
        "advice": "benchsight build",
    }  # fmt: skip
    return Alert(alert_id=number, **(usual | values))


def test_alerts_of_a_rule_stand_together_with_what_to_do_once() -> None:
    used = console()
    show_alerts([alert(7), alert(8, acknowledged_at=NOW, acknowledged_by="somebody")], NOW, used)
    shown = text_of(used)
    assert shown.count("A game is behind.") == shown.count("to do: benchsight build") == 1
    assert "#7  game 7  for 3 h  12 times  never built" in shown
    assert "never built (known to somebody)" in shown


def test_many_alerts_of_a_rule_are_cut_and_counted() -> None:
    used = console()
    show_alerts([alert(number) for number in range(SHOWN_OF_A_RULE + 1_500)], NOW, used)
    assert "and 1,500 more: --json has all" in text_of(used)
    assert text_of(used).count("\n") < SHOWN_OF_A_RULE + 6


def test_no_alerts_and_no_look_are_told_apart() -> None:
    used = console()
    show_alerts([], datetime.now(UTC) - timedelta(minutes=5), used)
    assert text_of(used) == "No alerts; the monitor looked 5 min ago.\nnext: benchsight monitor  looks now\n"
    used = console()
    show_alerts([], None, used)
    assert "has not run yet" in text_of(used)


def test_a_message_with_brackets_is_shown_as_it_is() -> None:
    used = console()
    show_alerts([alert(7, message="events[3]: [bold] no clock")], NOW, used)
    assert "events[3]: [bold] no clock" in text_of(used)


def test_how_long_is_told_in_one_unit() -> None:
    assert since(alert(1, resolved_at=NOW)) == "for 3 h"
    assert since(alert(1, first_seen=NOW - timedelta(days=3), resolved_at=NOW)) == "for 3 d"
    assert since(alert(1, first_seen=NOW - timedelta(hours=30), resolved_at=NOW)) == "for 30 h"
    assert ago(datetime.now(UTC) - timedelta(seconds=61)) == "1 min ago"


def test_rules_are_shown_with_their_thresholds() -> None:
    used = console()
    show_rules(
        [RuleRow("rejects", False, "warning", {"share": 0.5, "rows": 5}, {"share": 0.01, "rows": 5}, "D", "A")], used
    )
    first, second, *_ = text_of(used).splitlines()
    assert first.split() == ["rejects", "off", "share=0.5", "rows=5"]
    assert second == "  D"


def test_a_look_names_what_it_skipped_and_what_is_open() -> None:
    used = console()
    outcomes = [RuleOutcome("a", "checked", 2), RuleOutcome("b", "skipped", note="public.t is not built yet")]
    show_look(MonitorResult(outcomes, raised=2, resolved=1, open={"info": 1, "critical": 3}, duration_ms=12), used)
    assert text_of(used).splitlines() == [
        "1 rule checked in 12 ms: 2 new alerts, 1 resolved",
        "  skipped b: public.t is not built yet",
        "open: 3 critical, 1 info",
        "next: benchsight alerts  says what is wrong and what to do",
    ]
