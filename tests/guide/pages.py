"""The pages of the guide."""

from ci.scripts import ROOT

#: README, and the pages of the guide
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
