"""Put the answers of `__schema` and `__type` into the response tree."""

from router.errors import InternalError
from router.executor.execution import Execution
from router.executor.prepare import PreparedPlan


def introspect(prepared: PreparedPlan, execution: Execution) -> None:
    if prepared.introspect is None:
        return
    introspected = prepared.introspect(execution.context.variables)
    execution.tree.update(introspected.data or {})
    for error in introspected.errors or ():
        execution.report.add(error.message, error.path or (), {"code": InternalError.code})
