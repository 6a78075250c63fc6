-- Topics are given to matches alone.
select assigned.article_id
from {{ ref('stg_match_topics') }} as assigned
left join {{ ref('matches') }} as matches on assigned.article_id = matches.article_id
where matches.article_id is null
