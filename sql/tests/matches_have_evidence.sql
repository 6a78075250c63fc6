-- Every match is explained by at least one term that was kept.
select matches.article_id
from {{ ref('matches') }} as matches
left join {{ ref('stg_evidence') }} as evidence
    on matches.article_id = evidence.article_id and evidence.dropped_because is null
where evidence.article_id is null
