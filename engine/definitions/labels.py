"""Names of elements in Dutch and English."""

from engine.definitions.vendor import I18N, XML_LANG, extensions
from engine.text import Text
from engine.xml import Element


def label(element: Element) -> Text:
    """Give the name of an element, with its English ``i18n:translation`` if it has one.

    The name attribute is Dutch; a file in another language may translate it into Dutch.
    """
    name = _plain(element.get("name"))
    translated = {
        (each.get(XML_LANG) or each.get("lang") or "")[:2]: _plain(each.text)
        for each in extensions(element, I18N, "translation")
        if each.get("target", "@name") == "@name"
    }
    if "nl" in translated:
        return Text(translated["nl"], translated.get("en", name))
    return Text(name, translated.get("en", ""))


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())
