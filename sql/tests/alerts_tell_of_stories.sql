-- An alert tells of a story there is, or of one that an edit or other rules took away later.
select alerts.alert_id
from {{ ref('stg_alerts') }} as alerts
left join {{ ref('stg_stories') }} as stories on alerts.story_id = stories.story_id
left join {{ ref('stg_article_tags_history') }} as earlier_tags
    on alerts.story_id = earlier_tags.story_id
where stories.story_id is null and earlier_tags.story_id is null
