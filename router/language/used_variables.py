"""Which variables a selection uses, at any depth."""

from collections.abc import Iterator

from router.language.selection_set import Field, InlineFragment, SelectionSet


def variables_in(selection_set: SelectionSet) -> Iterator[str]:
    for selection in selection_set:
        for directive in selection.directives:
            for argument in directive.arguments:
                yield from argument.variables
        match selection:
            case Field(arguments=arguments, selection_set=inner):
                for argument in arguments:
                    yield from argument.variables
                if inner is not None:
                    yield from variables_in(inner)
            case InlineFragment(selection_set=inner):
                yield from variables_in(inner)
