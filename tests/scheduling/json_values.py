"""Strategies for JSON: arbitrary values, and configurations that are nearly or wholly right."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from parallel_execution_manager.scheduling.settings import sections
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType
from tests.scheduling.sample_roles import DECLARATIONS

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)

_ALL_FIELDS = (
    *sections.THRESHOLD_FIELDS,
    *sections.PAIR_FIELDS,
    *sections.REQUIREMENT_FIELDS,
    *sections.SCHEDULING.fields,
    *sections.OUTPUT.fields,
    *sections.ENVIRONMENT.fields,
    *(option for role in DECLARATIONS.values() for option in role.options),
)
KNOWN_WORDS = st.sampled_from(
    [*sections.TOP_LEVEL_KEYS, *DECLARATIONS, *(field.key for field in _ALL_FIELDS)]
)
LIKELY = st.recursive(
    SCALARS | st.integers(0, 100),
    lambda inner: st.dictionaries(KNOWN_WORDS | st.text(max_size=6), inner, max_size=6),
    max_leaves=15,
)


def good_values(field: Field) -> st.SearchStrategy[Any]:
    """Values that the declaration allows."""
    low, high = field.minimum, field.maximum
    texts = st.text(
        st.characters(codec="utf-8", exclude_characters="\0"), min_size=int(field.required), max_size=8
    )
    match field.type:
        case FieldType.NUMBER:
            return st.floats(low, high, allow_nan=False, allow_infinity=False)
        case FieldType.INTEGER:
            return st.integers(None if low is None else int(low), None if high is None else int(high))
        case FieldType.BOOLEAN:
            return st.booleans()
        case FieldType.CHOICE:
            return st.sampled_from(field.choices)
        case FieldType.TEXT_LIST:
            return st.lists(texts, max_size=3)
        case _:
            return texts


def good_objects(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of the declared keys and values that are allowed."""
    return st.fixed_dictionaries({}, optional={field.key: good_values(field) for field in fields})


def _limits(field: Field) -> st.SearchStrategy[Any]:
    pair = st.tuples(good_values(field), good_values(field)).map(sorted)
    return good_values(field) | pair.map(lambda two: {"throttle": two[1], "resume": two[0]})


def _requirements() -> st.SearchStrategy[dict[str, Any]]:
    cpu, memory, cores, mib, disk = ({field.key: good_values(field)} for field in sections.REQUIREMENT_FIELDS)
    forms = [{**a, **b, **disk} for a in (cpu, cores) for b in (memory, mib)]
    return st.one_of(*(st.fixed_dictionaries({}, optional=form) for form in forms))


def _backoff_in_order(scheduling: dict[str, Any]) -> bool:
    first, longest = (scheduling.get(key, sections.POLICY_DEFAULTS[key]) for key in sections.BACKOFF_KEYS)
    return first <= longest


def good_configurations() -> st.SearchStrategy[dict[str, Any]]:
    """Configurations without a problem."""
    wholes = {
        sections.SCHEMA_KEY.key: good_values(sections.SCHEMA_KEY),
        sections.THRESHOLDS.key: st.fixed_dictionaries(
            {}, optional={field.key: _limits(field) for field in sections.THRESHOLD_FIELDS}
        ),
        sections.PRIORITIES.key: st.dictionaries(
            st.sampled_from(list(DECLARATIONS)), good_values(sections.PRIORITY_FIELD)
        ),
        sections.REQUIREMENTS.key: st.dictionaries(st.sampled_from(list(DECLARATIONS)), _requirements()),
        sections.MONITORING_INTERVAL.key: good_values(sections.MONITORING_INTERVAL),
        sections.OPTIONS.key: st.fixed_dictionaries(
            {}, optional={name: good_objects(role.options) for name, role in DECLARATIONS.items()}
        ),
        sections.ROLES.key: st.dictionaries(
            st.from_regex(sections.ROLE_NAME_PATTERN, fullmatch=True).map(lambda name: f"x_{name}"),
            st.from_regex(sections.CLASS_PATTERN, fullmatch=True),
            max_size=2,
        ),
        sections.SCHEDULING.key: good_objects(sections.SCHEDULING.fields).filter(_backoff_in_order),
        sections.OUTPUT.key: good_objects(sections.OUTPUT.fields),
        sections.ENVIRONMENT.key: good_objects(sections.ENVIRONMENT.fields),
    }
    return st.fixed_dictionaries({}, optional=wholes)
