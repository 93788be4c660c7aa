import pytest

from subgraphs.content.markdown import faults_in, to_html


@pytest.mark.parametrize(
    "text",
    [
        "**bold** and `<b>` in code",
        "a < b > c & d",
        "<https://example.com> and [a page](https://example.com/x?y=1)",
        "[mail](mailto:somebody@example.com)",
        "[a lesson](/lessons/1)",
        "    <script>in a code block</script>",
    ],
)
def test_markdown_that_is_harmless_is_taken(text: str) -> None:
    assert faults_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b>",
        "text\n\n<div onclick=x>\n",
        "<!-- hidden -->",
        "[x](javascript:alert(1))",
        "[x](JAVASCRIPT:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](javascript\\:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x]: data:text/html,x\n\n[x]",
        "<javascript:alert(1)>",
        "![x](data:image/svg+xml,x)",
        "> - [x](vbscript:x)",
    ],
)
def test_markdown_that_could_harm_is_named(text: str) -> None:
    assert faults_in(text)


@pytest.mark.parametrize("text", ["<script>1</script>", "[x](javascript:1)", '<img src="x" onerror="1">'])
def test_html_is_safe_even_for_text_that_was_never_checked(text: str) -> None:
    html = to_html(text)

    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html
