from tests.clients.node import run_node


async def test_every_audit_of_graphql_over_http_passes(port: int) -> None:
    audits = await run_node("audit.mjs", f"http://127.0.0.1:{port}/graphql")
    assert len(audits) > 50
    assert [audit for audit in audits if audit["status"] != "ok"] == []
