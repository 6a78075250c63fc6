-- The life of every entry says once that it was seen and once how it ended.
select
    entries.entry_id,
    count(*) filter (where life.event = 'seen') as times_seen,
    count(*) filter (where life.event = 'disposed') as times_disposed
from {{ ref('stg_entries') }} as entries
left join {{ ref('item_life') }} as life
    on
        entries.entry_id = life.entry_id
        and life.event in ('seen', 'disposed')
        and {{ of_tested_instants('life.happened_at') }}
where {{ of_tested_instants('entries.first_seen_at') }}
group by entries.entry_id
having
    count(*) filter (where life.event = 'seen') <> 1
    or count(*) filter (where life.event = 'disposed') <> 1
