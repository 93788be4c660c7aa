"""The four subgraphs of the benchmark: a little data, and the answer to any operation on it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema, build_schema, execute_sync, parse

SUBGRAPHS = ("learners", "courses", "reviews", "seats")
SDL_FOLDER = Path(__file__).parent / "subgraphs"

_NAMES = ["Aoi", "Haru", "Ren", "Yui", "Sora", "Mei", "Riku", "Nao"]
_COURSES = ["Kana", "First hundred words", "Counting", "Travel", "Kanji of nature", "Small talk", "Letters", "Cooking"]
_BODY = "It moves at a good pace, and the sentences stay with me. I would have liked one more exercise on particles."

LEARNERS = [
    {"__typename": "Learner", "id": str(n + 1), "name": name, "handle": f"@{name.lower()}", "since": 2020 + n % 5}
    for n, name in enumerate(_NAMES)
]
COURSES = [
    {
        "__typename": "Course",
        "id": str(n + 1),
        "name": name,
        "price": 900 + 150 * n,
        "lessons": 6 + 3 * n,
        "seatsLeft": (7 * n) % 11,
    }
    for n, name in enumerate(_COURSES)
]
REVIEWS = [
    {"__typename": "Review", "id": str(n + 1), "body": f"{n + 1}. {_BODY}", "author": n % 8, "course": (n * 3) % 8}
    for n in range(29)
]

Record = dict[str, Any]


def _field(source: Record, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    match info.parent_type.name, info.field_name:
        case "Query", name:
            return _ROOTS[name](arguments)
        case "Review", "author":
            return LEARNERS[source["author"]]
        case "Review", "course":
            return COURSES[source["course"]]
        case ("Learner" | "Course") as owner, "reviews":
            return [review for review in REVIEWS if review[_OWNER[owner]] == int(source["id"]) - 1]
        case "Course", "pricePerLesson":
            return source["price"] // source["lessons"]
        case _, name:
            return source[name]


_OWNER = {"Learner": "author", "Course": "course"}


def _entity(representation: Record) -> Record:
    records: dict[str, list[Record]] = {"Learner": LEARNERS, "Course": COURSES, "Review": REVIEWS}
    found = records[representation["__typename"]][int(representation["id"]) - 1]
    # What a router must send by @requires is taken from the representation, so that a wrong plan is a wrong answer.
    required = {"price": None, "lessons": None} if representation["__typename"] == "Course" else {}
    return {**found, **required, **representation} if "price" in representation else found


_ROOTS: dict[str, Callable[[Record], Any]] = {
    "me": lambda _: LEARNERS[0],
    "learner": lambda arguments: LEARNERS[int(arguments["id"]) - 1],
    "learners": lambda _: LEARNERS,
    "topCourses": lambda arguments: COURSES[: arguments["first"]],
    "review": lambda arguments: REVIEWS[int(arguments["id"]) - 1],
    "_entities": lambda arguments: [_entity(representation) for representation in arguments["representations"]],
    "_service": lambda _: {"sdl": ""},
}


def served_schema(name: str) -> GraphQLSchema:
    sdl = (SDL_FOLDER / f"{name}.graphql").read_text()
    entities = {"learners": "Learner", "courses": "Course", "reviews": "Learner | Course | Review", "seats": "Course"}
    query = "extend type Query" if "type Query" in sdl else "type Query"
    machinery = f"""
        scalar _Any  type _Service {{ sdl: String }}  union _Entity = {entities[name]}
        {query} {{ _entities(representations: [_Any!]!): [_Entity]!  _service: _Service! }}
    """
    return build_schema(sdl + machinery, assume_valid_sdl=True)


class SubgraphAnswers:
    """Answers operations of one subgraph."""

    def __init__(self, name: str) -> None:
        self.schema = served_schema(name)

    def answer(self, request: Record) -> Record:
        result = execute_sync(
            self.schema,
            parse(request["query"]),
            variable_values=request.get("variables"),
            operation_name=request.get("operationName"),
            field_resolver=_field,
            type_resolver=lambda value, *_: value["__typename"],
        )
        return dict(result.formatted)
