"""The press at one moment: what is out by then, and what it says by then."""

from dataclasses import dataclass
from datetime import datetime

from vigia.newsroom.content import Article, Newsroom, Site, Version


@dataclass(frozen=True, slots=True)
class Edition:
    """The newsroom as it is at ``now``."""

    newsroom: Newsroom
    now: datetime

    def site(self, host: str) -> Site | None:
        """Return the site of a host."""
        return self.newsroom.sites.get(host.lower())

    def articles(self, site: Site) -> list[Article]:
        """Return what a site has published by now, newest first."""
        return [article for article in reversed(site.articles) if article.published_at <= self.now]

    def version(self, article: Article) -> Version:
        """Return an article's latest version by now."""
        return [version for version in article.versions if version.at <= self.now][-1]

    def related(self, site: Site, article: Article, count: int = 2) -> list[Article]:
        """Return the stories that a page lists: of its section if there are any, the older ones first."""
        others = [other for other in self.articles(site) if other is not article]
        others = [other for other in others if other.section == article.section] or others
        return sorted(others, key=lambda other: other.published_at > article.published_at)[:count]
