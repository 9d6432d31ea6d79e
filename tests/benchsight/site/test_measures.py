"""Statistics of the catalogue as measures."""

from benchsight.catalog.statistics import read_catalog
from benchsight.site.measures import Measures, Strength
from tests.benchsight.builds.league import REPOSITORY

STATISTICS = read_catalog(REPOSITORY / "seeds/catalog/stat_catalog.csv")
SKATERS = Measures(STATISTICS, "fact_player_game_stats")
GOALIES = Measures(STATISTICS, "fact_goalie_game_stats")


def test_counts_add_up_and_shares_are_ratios_of_sums() -> None:
    """What is neither has the mean of its games."""
    goals, faceoffs, rating = (SKATERS.all[name] for name in ("goals", "fo_pct", "offensive_rating"))
    assert goals.is_total and (goals.value, goals.needs) == ("goals", "")
    assert faceoffs.is_ratio and (faceoffs.over, faceoffs.factor) == ("fo_wins + fo_losses", 100)
    assert rating.is_mean and not rating.is_total


def test_rates_of_the_catalogue_keep_their_unit() -> None:
    """Goals against per 60 minutes."""
    average = GOALIES.all["goals_against_average"]
    assert (average.value, average.over, average.factor) == ("goals_against", "toi_seconds", 3600)
    assert average.sample_is_time and average.is_rate and not SKATERS.all["avg_shift"].is_rate


def test_what_does_not_add_up_is_no_measure() -> None:
    """Keys, texts, flags, extremes of a game."""
    assert not {"game_id", "player_name", "venue", "toi_reliable", "built_at", "player_number"} & SKATERS.all.keys()
    assert not {"longest_save_streak", "seconds_to_first_shot", "most_shots_in_sequence"} & GOALIES.all.keys()


def test_a_strength_is_found_by_its_column() -> None:
    """Under its short name as well; there is none for what has no column of it."""
    attempts = SKATERS.at("corsi_for", Strength.FIVE)
    assert attempts is not None and (attempts.value, attempts.needs) == ("cf_5v5", "on-ice")
    assert SKATERS.strengths("goals") == [
        Strength.ALL, Strength.EVEN, Strength.POWER_PLAY, Strength.SHORT_HANDED
    ]  # fmt: skip
    assert SKATERS.at("hits", Strength.FIVE) is None
