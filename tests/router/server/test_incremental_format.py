"""The formats of answers in parts, from answers written by hand."""

from typing import Any

from router.executor.execution_context import ExecutionResult
from router.executor.incremental_answer import AnswerUpdate, CompletedPart, InitialAnswer, PendingPart
from router.executor.merge_response import MergeShape, answer_shape
from router.server.incremental_format import LOST_PART, Defer20220824, IncrementalV02
from tests.router.executor.plans import select

USER = PendingPart("0", ("user",), "late")
ERROR = {"message": "no", "path": ["user", "name"], "extensions": {"code": "NO"}}


def first_of(data: dict[str, Any] | None, *pending: PendingPart) -> InitialAnswer:
    return InitialAnswer(ExecutionResult(data), pending)


def update_of(*completed: CompletedPart, pending: tuple[PendingPart, ...] = (), has_next: bool = False) -> AnswerUpdate:
    return AnswerUpdate(completed, pending, has_next)


def shape_of(selection: str) -> MergeShape:
    return answer_shape(select(selection), {})


def writer_of(selection: str) -> IncrementalV02:
    return IncrementalV02(shape_of(selection))


def test_the_format_of_2022_repeats_what_a_fragment_selects() -> None:
    writer = Defer20220824(shape_of("user { id name }"))
    assert writer.first(first_of({"user": {"id": 1}}, USER)) == {"data": {"user": {"id": 1}}, "hasNext": True}
    told = writer.update(update_of(CompletedPart(USER, {"id": 1, "name": "Mika"}), has_next=True))
    late = {"label": "late", "path": ["user"], "data": {"id": 1, "name": "Mika"}}
    assert told == {"incremental": [late], "hasNext": True}


def test_a_part_without_a_label_has_none() -> None:
    writer = Defer20220824(shape_of("name"))
    told = writer.update(update_of(CompletedPart(PendingPart("0", (), None), {"name": None}, [ERROR])))
    assert told == {"incremental": [{"path": [], "data": {"name": None}, "errors": [ERROR]}], "hasNext": False}


def test_a_part_that_failed_says_so_in_both_formats() -> None:
    lost = CompletedPart(USER, None)
    (old,) = Defer20220824(shape_of("user { name }")).update(update_of(lost))["incremental"]
    assert old["data"] is None
    assert old["errors"][0]["extensions"]["code"] == LOST_PART
    writer = writer_of("user { id name }")
    writer.first(first_of({"user": {"id": 1}}, USER))
    told = writer.update(update_of(CompletedPart(USER, None, [ERROR])))
    assert told == {"completed": [{"id": "0", "errors": [ERROR]}], "hasNext": False}


def test_parts_are_announced_with_their_ids() -> None:
    first = writer_of("user { id }").first(first_of({"user": {"id": 1}}, USER, PendingPart("1", (), None)))
    pending = [{"id": "0", "path": ["user"], "label": "late"}, {"id": "1", "path": []}]
    assert first == {"data": {"user": {"id": 1}}, "pending": pending, "hasNext": True}


def test_nothing_is_told_twice() -> None:
    writer = writer_of("user { id name friend { id name } }")
    writer.first(first_of({"user": {"id": 1, "friend": {"id": 2}}}, USER))
    data = {"id": 1, "name": "Mika", "friend": {"id": 2, "name": "Ken"}}
    told = writer.update(update_of(CompletedPart(USER, data, [ERROR])))
    assert told["incremental"] == [
        {"id": "0", "data": {"name": "Mika"}, "errors": [ERROR]},
        {"id": "0", "subPath": ["friend"], "data": {"name": "Ken"}},
    ]
    assert told["completed"] == [{"id": "0"}]


def test_two_parts_of_one_place_share_what_both_select() -> None:
    writer = writer_of("user { id name }")
    other = PendingPart("1", ("user",), None)
    writer.first(first_of({"user": {}}, USER, other))
    told = writer.update(
        update_of(CompletedPart(USER, {"id": 1, "name": "Mika"}), CompletedPart(other, {"name": "Mika"}))
    )
    assert told["incremental"] == [{"id": "0", "data": {"id": 1, "name": "Mika"}}]
    assert told["completed"] == [{"id": "0"}, {"id": "1"}]


def test_list_items_are_told_by_their_place() -> None:
    writer = writer_of("users { id name }")
    root = PendingPart("0", (), None)
    writer.first(first_of({"users": [{"id": 1}, None, {"id": 3}]}, root))
    data = {"users": [{"name": "Mika"}, None, {"name": "Ken"}]}
    told = writer.update(update_of(CompletedPart(root, data)))
    assert told["incremental"] == [
        {"id": "0", "subPath": ["users", 0], "data": {"name": "Mika"}},
        {"id": "0", "subPath": ["users", 2], "data": {"name": "Ken"}},
    ]


def test_a_custom_scalar_that_is_an_object_is_not_looked_into() -> None:
    writer = writer_of("user { settings }")
    writer.first(first_of({"user": {"settings": {"a": 1}}}, USER))
    told = writer.update(update_of(CompletedPart(USER, {"settings": {"a": 1, "b": 2}})))
    assert "incremental" not in told


def test_a_part_that_would_take_back_an_object_fails() -> None:
    writer = writer_of("user { friend { id mood } }")
    writer.first(first_of({"user": {"friend": {"id": 2}}}, USER))
    told = writer.update(update_of(CompletedPart(USER, {"friend": None}, [ERROR])))
    assert told == {"completed": [{"id": "0", "errors": [ERROR]}], "hasNext": False}


def test_what_is_null_for_the_client_stays_null() -> None:
    writer = writer_of("user { friend { id } }")
    writer.first(first_of({"user": {"friend": None}}, USER))
    assert "incremental" not in writer.update(update_of(CompletedPart(USER, {"friend": {"id": 2}})))


def test_what_is_null_for_the_client_stays_null_in_the_format_of_2022_too() -> None:
    writer = Defer20220824(shape_of("users { id name friend { id } }"))
    root, friend = PendingPart("0", (), None), PendingPart("1", ("users", 1, "friend"), None)
    writer.first(first_of({"users": [None, {"id": 2}]}, root))
    data = {"users": [{"name": "Ken"}, {"name": "Mika", "friend": {"id": 3}}]}
    (part,) = writer.update(update_of(CompletedPart(root, data), has_next=True))["incremental"]
    assert part["data"] == {"users": [None, {"name": "Mika", "friend": {"id": 3}}]}
    (within,) = writer.update(update_of(CompletedPart(friend, {"name": "Aki"})))["incremental"]
    assert within["data"] == {"name": "Aki"}


def test_a_part_within_one_that_failed_fails_too() -> None:
    writer = writer_of("user { friend { id name } }")
    writer.first(first_of({"user": {}}, USER))
    inner = PendingPart("1", ("user", "friend"), None)
    writer.update(update_of(CompletedPart(USER, None, [ERROR]), pending=(inner,), has_next=True))
    (completed,) = writer.update(update_of(CompletedPart(inner, {"name": "Ken"})))["completed"]
    assert completed["errors"][0]["path"] == ["user", "friend"]


def test_parts_within_a_part_are_announced_with_it() -> None:
    writer = writer_of("user { friend { id name } }")
    writer.first(first_of({"user": {}}, USER))
    inner = PendingPart("1", ("user", "friend"), None)
    outer = CompletedPart(USER, {"friend": {"id": 2}})
    told = writer.update(update_of(outer, pending=(inner,), has_next=True))
    assert told["pending"] == [{"id": "1", "path": ["user", "friend"]}]
    last = writer.update(update_of(CompletedPart(inner, {"name": "Ken"})))
    assert last["incremental"] == [{"id": "1", "data": {"name": "Ken"}}]
