"""tag: what each article is to the relation, and why."""

from collections import Counter
from collections.abc import Iterator

from vigia.catalog import read_catalog
from vigia.model import Article, StageReport, TaggedArticle
from vigia.runs import read_records, run_folder, write_records
from vigia.settings import Settings
from vigia.tagging.tagger import Item, read_tagger


def tag(settings: Settings, run_id: str, shard: int) -> StageReport:
    """Tag the articles of a shard; write ``tags`` of the run."""
    folder = run_folder(settings.home, run_id)
    outlets = read_catalog(settings.catalog_folder).outlets
    tagger = read_tagger(settings.seeds)
    counts: Counter[str] = Counter()

    def tagged() -> Iterator[TaggedArticle]:
        for article in read_records(folder, "articles", Article, shard):
            outlet = outlets.get(article.outlet_id)
            country = outlet.country_code if outlet else None
            item = Item(article.title, article.summary, article.body, article.language_code, country)
            tags = tagger.tag(item)
            counts[tags.relevance.value] += 1
            yield TaggedArticle(article.article_id, article.entry_id, tags, article.run_id)

    write_records(folder, "tags", tagged(), shard)
    return StageReport("tag", run_id, dict(counts))
