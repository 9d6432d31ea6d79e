"""Features of expected goals by level of the model, and their priors."""

from dataclasses import dataclass

LEVELS = ("with_xy", "without_xy", "empty_net", "penalty_shot")


@dataclass(frozen=True)
class Feature:
    """A feature of a level with its prior: change of the log-odds of a goal, and usual value where it is not noted."""

    name: str
    prior: float
    usual: float
    description: str

    @property
    def scale(self) -> float:
        """A step of about one in the regression: ten feet or degrees, or the flag itself."""
        return 10.0 if self.name.endswith(("_feet", "_degrees")) else 1.0


@dataclass(frozen=True)
class Level:
    """Features of a level and its prior intercept; priors are round numbers of common knowledge."""

    prior_intercept: float
    description: str
    features: tuple[Feature, ...]


def _flags(**priors: float) -> tuple[Feature, ...]:
    return tuple(Feature(name, prior, *FLAGS[name]) for name, prior in priors.items())


FLAGS = {
    "is_rebound": (0.1, "after another attempt of the team at most 3 s before, or its rebound"),
    "is_rush": (0.2, "soon after an entry of the team"),
    "is_breakaway": (0.02, "soon after a breakaway of the team"),
    "is_one_timer": (0.04, "one-timer"),
    "is_redirected": (0.07, "tip or deflection"),
    "is_backhand": (0.08, "backhand"),
    "is_slap_shot": (0.1, "slap shot"),
    "is_power_play": (0.15, "on the power play"),
}
PLACE = (
    Feature("distance_feet", -0.04, 35.0, "per foot from the net"),
    Feature("angle_degrees", -0.012, 30.0, "per degree off the line through both nets"),
)
DEFINITIONS = {
    "with_xy": Level(
        -1.1,
        "unblocked shot whose place is known",
        (
            *PLACE,
            *_flags(
                is_rebound=0.3, is_rush=0.25, is_breakaway=0.8, is_one_timer=0.35, is_redirected=0.1,
                is_backhand=-0.1, is_slap_shot=0.2, is_power_play=0.3,
            ),
        ),
    ),
    "without_xy": Level(
        -2.8,
        "unblocked shot whose place is not known",
        _flags(
            is_rebound=0.7, is_rush=0.25, is_breakaway=1.2, is_one_timer=0.4, is_redirected=0.5,
            is_backhand=0.2, is_slap_shot=-0.5, is_power_play=0.3,
        ),
    ),
    "empty_net": Level(
        0.8,
        "unblocked shot at an empty net",
        (Feature("distance_feet", -0.01, 60.0, "per foot from the net"),),
    ),
    "penalty_shot": Level(-0.75, "penalty shot", ()),
}  # fmt: skip
