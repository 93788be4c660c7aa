"""Each mutation of the platform, through the router."""

import pytest

from kumiki.schema_files import SUPERGRAPH
from router.supergraph.load import load_supergraph
from subgraphs.shared.ids import seed_id
from tests.federation import (
    trials_of_achievements,
    trials_of_administrators,
    trials_of_api_keys,
    trials_of_captures,
    trials_of_cards,
    trials_of_challenges,
    trials_of_courses,
    trials_of_external_identities,
    trials_of_imports,
    trials_of_media,
    trials_of_organizations,
    trials_of_passkeys,
    trials_of_people,
    trials_of_privacy,
    trials_of_scheduling,
    trials_of_sign_in,
    trials_of_study_sessions,
    trials_of_study_tests,
    trials_of_syllabi,
)
from tests.federation.client import DEMO_PASSWORD, Client
from tests.federation.mutating import Trial, mutate
from tests.federation.running import RunningPlatform
from tests.federation.tutors import as_tutor

SESSION = (
    "session { accessToken refreshToken } user { handle profile { displayName timeZone } } userErrors { code path }"
)


async def register_user(client: Client) -> None:
    registration = {
        "handle": "Newcomer",
        "email": "newcomer@example.com",
        "password": "a long enough one",
        "timeZone": "Asia/Tokyo",
    }
    payload = await mutate(client, "registerUser", registration, SESSION + " user { progress { xp level } }")
    assert payload["userErrors"] == []
    assert payload["user"]["handle"] == "newcomer"
    assert payload["user"]["progress"] == {"xp": 0, "level": 1}
    again = await mutate(client, "registerUser", registration, SESSION)
    assert again["user"] is None
    assert again["userErrors"][0]["code"] == "HANDLE_IS_TAKEN"


async def sign_in(client: Client) -> None:
    payload = await mutate(client, "signIn", {"login": "demo", "password": DEMO_PASSWORD}, SESSION)
    assert payload["user"]["profile"]["displayName"] == "Demo Learner"
    wrong = await mutate(client, "signIn", {"login": "demo", "password": "wrong"}, SESSION)
    unknown = await mutate(client, "signIn", {"login": "nobody", "password": "wrong"}, SESSION)
    assert wrong == unknown
    assert wrong["session"] is None


async def refresh_session(client: Client) -> None:
    first = (await mutate(client, "signIn", {"login": "demo", "password": DEMO_PASSWORD}, SESSION))["session"]
    second = (await mutate(client, "refreshSession", {"refreshToken": first["refreshToken"]}, SESSION))["session"]
    assert second["refreshToken"] != first["refreshToken"]
    reused = await mutate(client, "refreshSession", {"refreshToken": first["refreshToken"]}, SESSION)
    assert reused["session"] is None
    revoked = await mutate(client, "refreshSession", {"refreshToken": second["refreshToken"]}, SESSION)
    assert revoked["session"] is None


async def sign_out(client: Client) -> None:
    session = (await mutate(client, "signIn", {"login": "demo", "password": DEMO_PASSWORD}, SESSION))["session"]
    assert (await mutate(client, "signOut", {"refreshToken": session["refreshToken"]}, "signedOut"))["signedOut"]
    after = await mutate(client, "refreshSession", {"refreshToken": session["refreshToken"]}, SESSION)
    assert after["session"] is None


async def update_profile(client: Client) -> None:
    payload = await mutate(
        client,
        "updateProfile",
        {"displayName": "Somebody Else", "timeZone": "Pacific/Auckland"},
        "user { profile { displayName timeZone } progress { streak { days } } } userErrors { code }",
    )
    assert payload["user"]["profile"] == {"displayName": "Somebody Else", "timeZone": "Pacific/Auckland"}
    refused = await mutate(client, "updateProfile", {"timeZone": "Mars/Olympus"}, "user { id } userErrors { path }")
    assert refused["userErrors"][0]["path"][-1] == "timeZone"


async def create_flashcards(client: Client) -> None:
    dog, new = str(seed_id("word", "犬|いぬ")), str(seed_id("word", "鳥|とり"))
    selection = "flashcards { front back state owner { handle } } userErrors { code path }"
    payload = await mutate(client, "createFlashcards", {"wordIds": [dog, new]}, selection)
    assert payload["flashcards"] == [
        {"front": "鳥", "back": payload["flashcards"][0]["back"], "state": "NEW", "owner": {"handle": "demo"}}
    ]
    assert "bird" in payload["flashcards"][0]["back"]
    assert [error["path"][-2:] for error in payload["userErrors"]] == [["wordIds", "0"]]


async def review_flashcard(client: Client) -> None:
    card = await client.a_due_card()
    request = {"flashcardId": card, "rating": "GOOD", "clientMutationId": "once"}
    selection = "flashcard { id front reps } review { rating } userErrors { code }"
    payload = await mutate(client, "reviewFlashcard", request, selection)
    assert payload["flashcard"]["id"] == card
    assert payload["flashcard"]["front"]
    assert payload["review"] == {"rating": "GOOD"}
    assert await mutate(client, "reviewFlashcard", request, selection) == payload
    unknown = {"flashcardId": str(seed_id("flashcard", "unknown")), "rating": "GOOD"}
    document = "mutation ($input: ReviewFlashcardInput!) { reviewFlashcard(input: $input) { flashcard { id } } }"
    answer = await client.answer(document, {"input": unknown})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_FOUND"]


async def delete_flashcard(client: Client) -> None:
    card = await client.a_due_card()
    payload = await mutate(client, "deleteFlashcard", {"flashcardId": card}, "deletedFlashcardId userErrors { code }")
    assert payload == {"deletedFlashcardId": card, "userErrors": []}
    assert (await client.data("query ($id: ID!) { flashcard(id: $id) { id } }", {"id": card}))["flashcard"] is None


async def mark_notifications_read(client: Client) -> None:
    unread = "{ viewer { notifications { unreadCount } } }"
    assert (await client.data(unread))["viewer"]["notifications"]["unreadCount"] > 0
    payload = await mutate(client, "markNotificationsRead", {"all": True}, "markedCount userErrors { code }")
    assert payload["markedCount"] > 0
    assert (await client.data(unread))["viewer"]["notifications"]["unreadCount"] == 0


TRIALS: dict[str, Trial] = {
    "registerUser": register_user,
    "signIn": sign_in,
    "refreshSession": refresh_session,
    "signOut": sign_out,
    "updateProfile": update_profile,
    "createFlashcards": create_flashcards,
    "reviewFlashcard": review_flashcard,
    "deleteFlashcard": delete_flashcard,
    "markNotificationsRead": mark_notifications_read,
    **trials_of_achievements.TRIALS,
    **trials_of_challenges.TRIALS,
    **trials_of_api_keys.TRIALS,
    **trials_of_cards.TRIALS,
    **trials_of_captures.TRIALS,
    **trials_of_imports.TRIALS,
    **trials_of_courses.TRIALS,
    **trials_of_organizations.TRIALS,
    **trials_of_passkeys.TRIALS,
    **trials_of_external_identities.TRIALS,
    **trials_of_people.TRIALS,
    **trials_of_privacy.TRIALS,
    **trials_of_scheduling.TRIALS,
    **trials_of_sign_in.TRIALS,
    **trials_of_study_sessions.TRIALS,
    **trials_of_syllabi.TRIALS,
    **trials_of_study_tests.TRIALS,
}

TRIALS_OF_TUTORS: dict[str, Trial] = {**trials_of_media.TRIALS, **trials_of_courses.TRIALS_OF_TUTORS}

INPUTS_OF_SIGNED_IN = {
    "updateProfile": '{displayName: "x"}',
    "createFlashcards": f'{{wordIds: ["{seed_id("word", "鳥|とり")}"]}}',
    "reviewFlashcard": f'{{flashcardId: "{seed_id("flashcard", 0)}", rating: GOOD}}',
    "deleteFlashcard": f'{{flashcardId: "{seed_id("flashcard", 0)}"}}',
    "markNotificationsRead": "{all: true}",
    **trials_of_achievements.INPUTS_OF_SIGNED_IN,
    **trials_of_challenges.INPUTS_OF_SIGNED_IN,
    **trials_of_api_keys.INPUTS_OF_SIGNED_IN,
    **trials_of_cards.INPUTS_OF_SIGNED_IN,
    **trials_of_captures.INPUTS_OF_SIGNED_IN,
    **trials_of_imports.INPUTS_OF_SIGNED_IN,
    **trials_of_courses.INPUTS_OF_SIGNED_IN,
    **trials_of_media.INPUTS_OF_SIGNED_IN,
    **trials_of_passkeys.INPUTS_OF_SIGNED_IN,
    **trials_of_external_identities.INPUTS_OF_SIGNED_IN,
    **trials_of_privacy.INPUTS_OF_SIGNED_IN,
    **trials_of_scheduling.INPUTS_OF_SIGNED_IN,
    **trials_of_sign_in.INPUTS_OF_SIGNED_IN,
    **trials_of_study_sessions.INPUTS_OF_SIGNED_IN,
    **trials_of_syllabi.INPUTS_OF_SIGNED_IN,
    **trials_of_study_tests.INPUTS_OF_SIGNED_IN,
}


def test_every_mutation_of_the_api_schema_is_tried() -> None:
    mutation_type = load_supergraph(SUPERGRAPH.read_text()).api_schema.mutation_type
    assert mutation_type is not None
    assert set(mutation_type.fields) == set(TRIALS) | set(TRIALS_OF_TUTORS) | set(trials_of_administrators.TRIALS)


@pytest.mark.parametrize("name", sorted({trial: name for name, trial in TRIALS.items()}.values()))
async def test_a_mutation_does_what_it_says(platform: RunningPlatform, name: str) -> None:
    await TRIALS[name](await platform.client.signed_in())


async def test_mutations_of_tutors_do_what_they_say(platform: RunningPlatform) -> None:
    for trial in dict.fromkeys(TRIALS_OF_TUTORS.values()):
        await trial(as_tutor(platform))


@pytest.mark.parametrize("trial", dict.fromkeys(trials_of_administrators.TRIALS.values()))
async def test_mutations_of_administrators_do_what_they_say(platform: RunningPlatform, trial: Trial) -> None:
    await trial(await trials_of_administrators.as_administrator(platform))


async def test_mutations_of_administrators_are_nobody_elses(platform: RunningPlatform) -> None:
    client = await platform.client.signed_in()
    for name, input_ in trials_of_administrators.INPUTS.items():
        answer = await client.answer(f"mutation {{ {name}(input: {input_}) {{ userErrors {{ code }} }} }}")
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_mutations_about_people_need_a_caller(platform: RunningPlatform) -> None:
    asked = {
        **trials_of_administrators.INPUTS,
        **trials_of_organizations.INPUTS_OF_SIGNED_IN,
        **trials_of_people.INPUTS_OF_SIGNED_IN,
    }
    for name, input_ in asked.items():
        answer = await platform.client.answer(f"mutation {{ {name}(input: {input_}) {{ userErrors {{ code }} }} }}")
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"], name


@pytest.mark.parametrize("name", sorted(INPUTS_OF_SIGNED_IN))
async def test_a_mutation_of_ones_own_things_needs_a_caller(platform: RunningPlatform, name: str) -> None:
    document = f"mutation {{ {name}(input: {INPUTS_OF_SIGNED_IN[name]}) {{ userErrors {{ code }} }} }}"
    answer = await platform.client.answer(document)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


async def test_root_mutations_run_in_document_order_across_subgraphs(platform: RunningPlatform) -> None:
    client = await platform.client.signed_in()
    card = await client.a_due_card()
    document = """mutation ($card: ID!) {
      first: updateProfile(input: {displayName: "First"}) { user { profile { displayName } } }
      review: reviewFlashcard(input: {flashcardId: $card, rating: GOOD}) {
        flashcard { owner { profile { displayName } } }
      }
      last: updateProfile(input: {displayName: "Last"}) { user { profile { displayName } } }
    }"""
    data = await client.data(document, {"card": card})
    assert list(data) == ["first", "review", "last"]
    assert data["first"]["user"]["profile"]["displayName"] == "First"
    assert data["last"]["user"]["profile"]["displayName"] == "Last"
