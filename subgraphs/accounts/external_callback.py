"""People who come back from a provider with a form (Apple), which a page cannot receive: sent on to where they wait."""

from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from subgraphs.accounts.introspection import read_form
from subgraphs.accounts.service.external_sign_in import ExternalSignInPolicy, address_of_client
from subgraphs.shared.unit_of_work import Transactions

PASSED_ON: Final = ("code", "error", "iss")


def external_callback(transactions: Transactions, policy: ExternalSignInPolicy) -> Callable[[Request], Any]:
    """The form proves nothing, and nothing is believed of it here: the client brings its code back with its secret."""

    async def answer(request: Request) -> Response:
        form = await read_form(request)
        provider = policy.providers.get(request.path_params["provider"])
        address = None
        if provider is not None and provider.provider.posts_back:
            given = {name: form[name] for name in PASSED_ON if name in form}
            now = transactions.clock()
            address = await address_of_client(transactions.database, provider.key, form.get("state", ""), now, given)
        headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
        if address is None:
            return PlainTextResponse("This sign-in is over. Begin it again.", 400, headers=headers)
        # 303: the page is asked for with GET.
        return RedirectResponse(address, 303, headers=headers)

    return answer
