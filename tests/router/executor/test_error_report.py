from router.executor.error_report import ErrorReport


def report_with(*paths: tuple[str | int, ...]) -> ErrorReport:
    report = ErrorReport(10)
    for path in paths:
        report.add("boom", path, {"service": "a"})
    return report


def test_an_error_explains_nulls_at_above_and_below_it() -> None:
    report = report_with(("a", 0, "b"))
    assert report.explains(("a", 0, "b"))
    assert report.explains(("a",))
    assert report.explains(("a", 0, "b", "c"))


def test_an_error_does_not_explain_its_siblings() -> None:
    report = report_with(("a", 0, "b"))
    assert not report.explains(("a", 0, "c"))
    assert not report.explains(("a", 1))


def test_an_error_without_a_path_explains_no_place() -> None:
    report = report_with(())
    assert not report.explains(("a",))
    assert "path" not in report.errors[0]


def test_an_error_is_covered_from_above_only() -> None:
    report = report_with(("a", "b"))
    assert report.covers(("a", "b", "c"))
    assert not report.covers(("a",))


def test_the_same_error_is_reported_once() -> None:
    assert len(report_with(("a",), ("a",), ("b",)).errors) == 2


def test_errors_beyond_the_limit_become_one_remark() -> None:
    report = report_with(*((index,) for index in range(20)))
    assert report.is_full
    assert len(report.errors) == 11
    assert report.errors[-1]["extensions"]["code"] == "TOO_MANY_ERRORS"
