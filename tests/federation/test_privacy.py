"""Everything about the demo learner, on its whole way: from a wish to a file that is downloaded."""

import io
import json
from typing import Any
from zipfile import ZipFile

from kumiki.domains import DOMAINS
from tests.federation.running import RunningPlatform
from tests.federation.test_media import follow
from tests.router.server.raw_http import Answer

REQUEST = "mutation { requestDataExport(input: {}) { dataExport { state } userErrors { code } } }"
PROGRESSED = "subscription { dataExportProgressed { state progress { done total } downloadUrl } }"


async def downloaded(platform: RunningPlatform) -> Answer:
    learner = await platform.client.signed_in()
    seen: list[dict[str, Any]] = []
    async with learner.subscribe(PROGRESSED) as subscription:
        await learner.data(REQUEST)
        while not seen or seen[-1]["state"] != "READY":
            seen.append((await subscription.next())["dataExportProgressed"])
    assert seen[-1]["progress"] == {"done": len(DOMAINS) + 1, "total": len(DOMAINS) + 1}
    return await follow(platform, seen[-1]["downloadUrl"])


async def test_an_export_is_watched_and_downloaded(platform: RunningPlatform) -> None:
    answer = await downloaded(platform)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/zip")
    assert "kumiki-data.zip" in answer.headers["content-disposition"]
    with ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        contents = json.loads(archive.read("contents.json"))["contents"]
        (user,) = json.loads(archive.read("accounts/user_account.json"))
    assert set(contents) == {definition.name for definition in DOMAINS}
    assert user["handle"] == "demo"
    assert {"learning/reviews.json", "progress/awards.json"} <= {name for names in contents.values() for name in names}


async def test_an_archive_is_for_whoever_has_its_whole_address(platform: RunningPlatform) -> None:
    learner = await platform.client.signed_in()
    await downloaded(platform)
    url = (await learner.data("{ viewer { dataExport { downloadUrl } } }"))["viewer"]["dataExport"]["downloadUrl"]
    assert (await follow(platform, url)).status == 200
    assert (await follow(platform, url.partition("?")[0])).status in (403, 404)
