-- The text of a match holds each term at the place that its evidence names, while the text is kept.
select
    evidence.article_id,
    evidence.field,
    evidence.start,
    evidence.surface
from {{ ref('stg_evidence') }} as evidence
inner join {{ source('vigia', 'articles') }} as articles
    on evidence.article_id = articles.article_id
where
    articles.relevance = 'match'
    and (evidence.field <> 'body' or articles.body_removed_at is null)
    and {{ of_tested_articles('articles') }}
    and substring(
        case evidence.field
            when 'title' then articles.title
            when 'summary' then articles.summary
            else articles.body
        end,
        evidence.start + 1,
        evidence."end" - evidence.start
    ) <> evidence.surface
