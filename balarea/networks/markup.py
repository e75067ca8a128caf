"""Plain text of HTML, as letters and feeds bring it."""

import lxml.html
from inscriptis import get_text
from lxml.etree import LxmlError, ParserError

LONGEST = 2_000_000  # characters


def plain(html: str, without: str = "") -> str:
    """The text that a reader of the page would see, but for what the XPath `without` names; of broken HTML what can be read.

    Never raises: hostile markup gives an empty text."""
    if not html.strip():
        return ""
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        tree = lxml.html.fromstring(html[:LONGEST].replace("\0", "").encode("utf8", "replace"), parser=parser)
        left_out = tree.xpath(without) if without else []
        for each in left_out if isinstance(left_out, list) else []:
            if isinstance(each, lxml.html.HtmlElement) and each is not tree:
                each.drop_tree()
        return str(get_text(lxml.html.tostring(tree, encoding="unicode"))).strip()
    except (LxmlError, ParserError, ValueError, RecursionError, AssertionError):
        return ""
