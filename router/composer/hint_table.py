"""Every hint, in the order in which they are given."""

from collections.abc import Callable, Iterator

from router.composer.composition import Composition
from router.composer.hints import (
    from_subgraph_does_not_exist,
    inconsistent_argument_presence,
    inconsistent_but_compatible_argument_type,
    inconsistent_but_compatible_field_type,
    inconsistent_default_value_presence,
    inconsistent_description,
    inconsistent_enum_value_for_input_enum,
    inconsistent_executable_directive_presence,
    inconsistent_input_object_field,
    overridden_field_can_be_removed,
    override_directive_can_be_removed,
    override_migration_in_progress,
    unused_enum_type,
)
from router.errors import CompositionHint

HINTS: tuple[Callable[[Composition], Iterator[CompositionHint]], ...] = (
    from_subgraph_does_not_exist.check,
    inconsistent_argument_presence.check,
    inconsistent_but_compatible_argument_type.check,
    inconsistent_but_compatible_field_type.check,
    inconsistent_default_value_presence.check,
    inconsistent_description.check,
    inconsistent_enum_value_for_input_enum.check,
    inconsistent_executable_directive_presence.check,
    inconsistent_input_object_field.check,
    overridden_field_can_be_removed.check,
    override_directive_can_be_removed.check,
    override_migration_in_progress.check,
    unused_enum_type.check,
)
