"""Markdown becomes HTML that can be shown: safe, in order, with nothing fetched."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.offer import markdown

PIECES = st.lists(
    st.sampled_from(
        [
            "# A\n",
            "## A\n",
            "### A 2\n",
            "###### B\n",
            "#### \n",
            "text\n\n",
            "| a | b |\n|---|---|\n| c | d |\n\n",
            "<h1 id=main>R</h1>\n\n",
            "- x\n",
            "![i](u)\n",
            "[l](javascript:x)\n",
            "<div id='main'>\n",
            "```\n# no\n```\n",
            "{{< s >}}\n",
            "A\n===\n",
            "<script>",
            "</p>",
            "**",
            "> # Q\n",
        ]
    )
)


@given(PIECES)
@settings(max_examples=120, deadline=None)
def test_headings_never_skip_a_level_and_ids_are_never_twice(pieces):
    rendered = markdown.render("".join(pieces))
    levels = [1] + [int(level) for level in re.findall(r"<h([1-6])", rendered)]
    assert all(1 < after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), rendered
    ids = re.findall(r' id="([^"]*)"', rendered)
    assert len(ids) == len(set(ids)), rendered
    assert all(name.startswith("s-") for name in ids), rendered
    assert not re.search(r"<(script|img|iframe|style|link|object|form|svg)", rendered)
    assert not re.search(r"""=["']?\s*javascript:""", rendered)
    assert not re.search(r"<h\d[^>]*>\s*</h", rendered), rendered


def ids(text):
    return re.findall(r'<h[23] id="([^"]+)"', markdown.render(text))


def test_ids_that_would_meet_are_told_apart():
    assert ids("# A\n\nx\n\n# A 2\n\nx\n\n# A\n\nx\n\n# A\n\nx\n\n# B\n\n# A\n") == [
        "s-a",
        "s-a-2",
        "s-a-3",
        "s-b",
        "s-a-4",
    ]
    assert ids("# 王伟\n\nx\n\n# ?\n") == ["s-section", "s-section-2"]


@pytest.mark.parametrize(
    ("raw", "levels"),
    [
        ("# A\n\n### B\n", "h2 h3"),
        ("### A\n\n# B\n\n## C\n", "h2 h2 h3"),
        ("###### A\n\n# B\n\n###### C\n", "h2 h2 h3"),
        ("# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5\n\n###### 6\n", "h2 h3 h4 h5 h6 h6"),
    ],
)
def test_levels_close_up_below_the_title_of_the_page(raw, levels):
    assert " ".join(re.findall(r"<(h\d)", markdown.render(raw))) == levels


def test_the_title_said_again_is_left_out():
    assert markdown.render("# Acute  GOUT\n\nText.\n", "Acute gout") == "<p>Text.</p>\n"
    assert "<h2" in markdown.render("Text.\n\n# Acute gout\n\nMore.\n", "Acute gout")


def test_a_heading_that_its_own_section_repeats_is_left_out_once_it_stands():
    rendered = markdown.render(
        "## What to do?\n\nOne.\n\n## What to do?\n\nTwo.\n\n### Then\n\n## What to do?\n\nThree.\n"
    )
    assert rendered.count("What to do?") == 2
    assert all(word in rendered for word in ("One.", "Two.", "Three."))


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("[x](https://example.org/a?b=1&c=2)", "https://example.org/a?b=1&amp;c=2"),
        ("[x](http://example.org)", "http://example.org"),
        ("[x](mailto:a@example.org)", "mailto:a@example.org"),
        ("[x](#In-short)", "#s-in-short"),
        ("[x](acute-gout.md)", "/articles/acute-gout"),
        ("[x](../b/Acute_Gout.md#treat)", "/articles/acute-gout"),
        ('[x]({{< ref "acute-gout.md" >}})', "/articles/acute-gout"),
        ('[x]({{% relref "/posts/acute-gout.md" %}})', "/articles/acute-gout"),
        ("<https://example.org>", "https://example.org"),
        ("[x](javascript:alert(1))", None),
        ("[x](JaVaScRiPt:alert(1))", None),
        ("[x](java&#x0A;script:alert(1))", None),
        ("[x](data:text/html;base64,AAAA)", None),
        ("[x](vbscript:x)", None),
        ("[x](file:///etc/passwd)", None),
        ("[x](//evil.example/a.md)", None),
        ("[x](../sign-out)", None),
        ("[x](/cme/claims)", None),
        ("[x]()", None),
        ("[x][y] there.\n\n[y]: javascript:alert(1)\n\nAnd", None),
        ('<a href="https://example.org" onclick="x">x</a>', None),  # raw links go, their words stay
    ],
)
def test_a_link_leads_to_the_web_or_an_article_or_nowhere(written, address):
    rendered = markdown.render(f"See {written} there.")
    found = re.findall(r'href="([^"]*)"', rendered)
    assert found == ([address] if address else []), rendered
    assert re.search(r"See .*there\.", rendered)
    assert "](" not in rendered
    assert not address or "http" not in address or 'rel="noopener noreferrer"' in rendered


def test_pictures_become_their_words_and_are_never_fetched():
    rendered = markdown.render(
        "![A chest film](https://tracker.example/a.png) ![](b.png) [![Alt](c.png)](https://example.org)"
    )
    assert "[A chest film]" in rendered
    assert "tracker.example" not in rendered
    assert "src" not in rendered
    assert ">[Alt]</a>" in rendered
    assert "<a" not in markdown.render("[![](c.png)](https://example.org)")  # nothing would be left to click on


def test_raw_html_keeps_its_words_and_what_is_harmless():
    rendered = markdown.render(
        "H<sub>2</sub>O, 10<sup onmouseover=x>3</sup>, a <b>bold</b> <span style='x'>word</span><br>next"
    )
    assert rendered == "<p>H<sub>2</sub>O, 10<sup>3</sup>, a <strong>bold</strong> word<br>next</p>\n"
    block = markdown.render(
        '<div class="x" id="main"><h1>Head</h1><p onclick="x">Text</p></div>\n\n<!-- note -->\n\nMore'
    )
    assert re.sub(r"\s+", " ", block).strip() == "<p><strong>Head</strong></p><p>Text</p> <p>More</p>"
    assert "alert" not in markdown.render("<script>alert(1)</script>\n\n<style>p{}</style>\n\nText")
    assert "<table><tbody><tr><td>raw</td></tr></tbody></table>" in markdown.render(
        "<table><tr><td>raw</td></tr></table>"
    )


def test_shortcodes_go_and_what_they_enclose_stays():
    rendered = markdown.render(
        '{{< figure src="https://tracker.example/x.png" >}}\n\nBefore {{< note >}}inside{{% /note %}} after'
    )
    assert markdown.plain(rendered).split() == ["Before", "inside", "after"]


def test_tables_have_heads_and_scroll_each_in_a_region_of_its_own_name():
    table = "| | Dose |\n|---|:-:|\n| a | b |\n\n"
    rendered = markdown.render(table + table)
    assert re.findall(r'aria-label="([^"]+)"', rendered) == ["Table 1", "Table 2"]
    assert rendered.count('tabindex="0" role="region"') == 2
    assert "<th></th>" not in rendered and rendered.count("<th ") == 2  # an empty cell heads nothing
    assert '<th scope="col" class="center">' in rendered
    assert "style=" not in rendered


def test_code_is_shown_as_it_is():
    assert "&lt;table&gt; &lt;th&gt;" in markdown.render("```\n<table> <th>\n```")


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 8_000,
        "{{<" * 20_000,
        "![a](b" * 2_000,
        ">" * 8_000,
        "*a " * 4_000,
        "".join(" " * n + "- x\n" for n in range(400)),
        "# a\n" * 3_000,
        "<a " * 20_000,
        "`" * 20_000,
        "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n",
    ],
)
def test_no_text_keeps_it_busy(bomb):
    begun = time.process_time()
    markdown.render(bomb)
    assert time.process_time() - begun < 15  # seconds; what was square took minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acute gout", "acute-gout"),
        ("Sjögren’s  disease!", "sjogrens-disease"),
        ("../../etc/passwd", "etc-passwd"),
        ("王伟", ""),
        ("x" * 300, "x" * 100),
        ("--a--", "a"),
        ("", ""),
    ],
)
def test_a_slug_is_letters_digits_and_dashes(text, expected):
    assert markdown.slug(text) == expected == markdown.slug(expected)


def test_plain_takes_the_words_and_keeps_them_apart():
    rendered = "<p>One &amp; two</p><ul><li>three</li><li>four</li></ul>"
    assert markdown.plain(rendered).split() == ["One", "&", "two", "three", "four"]
