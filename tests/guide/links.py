"""Every link of the built guide leads somewhere: to a file that is there, and a place in it that is there.

python -m guide.links FOLDER
"""

import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """What a page links to, and the places in it that can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes note of what a tag is called, and of where it leads."""
        said = dict(attrs)
        if place := said.get("id"):
            self.places.add(place)
        link = said.get("href") if tag in {"a", "link"} else said.get("src")
        if link:
            self.links.append(link)


@cache
def page(path: Path) -> Page:
    """A page that was read."""
    found = Page()
    found.feed(path.read_text())
    return found


def broken(book: Path) -> list[str]:
    """The links that lead nowhere; those to other hosts are not looked at."""
    found = []
    for path in sorted(book.rglob("*.html")):
        for link in page(path).links:
            target = urlsplit(link)
            if target.scheme or target.netloc:
                continue
            leads_to = (path.parent / unquote(target.path)).resolve() if target.path else path
            is_page = leads_to.suffix == ".html" and leads_to.is_file()
            place = unquote(target.fragment)
            if not leads_to.exists() or (place and is_page and place not in page(leads_to).places):
                found.append(f"{path.relative_to(book)}: {link}")
    return found


def main() -> None:
    """Prints them, and fails where there are any."""
    book = Path(sys.argv[1]).resolve()
    # the page for addresses that are not there has the site's root for its base
    found = [link for link in broken(book) if not link.startswith("404.html")]
    print("\n".join([*found, f"{len(list(book.rglob('*.html')))} pages, {len(found)} broken links"]))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
