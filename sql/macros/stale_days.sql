{#- A model that is built by day says in its meta which kind of data it shows (days_of: articles or
    watching; both when it does not say) and how many days after a changed one it looks back from
    (reach). It then reads the days that changed since it was built last, and no others. -#}

{% macro of_stale_days(lookback=0, of='') -%}
    {#- The condition that report_date, of a table if one is named, is to be built anew; with a
        lookback also of the days before. -#}
    {%- set days = stale_days() -%}
    {%- set column = of ~ '.report_date' if of else 'report_date' -%}
    {%- if days is none -%}
        true
    {%- elif not days -%}
        false
    {%- elif lookback -%}
        {{ column }} between date '{{ days[0] }}' - {{ lookback }} and date '{{ days[-1] }}'
    {%- else -%}
        {{ column }} in ({% for day in days %}date '{{ day }}'{{ ', ' if not loop.last }}{% endfor %})
    {%- endif -%}
{%- endmacro %}

{% macro around_stale_days(instant, lookback=0) -%}
    {#- A wider condition on an instant, by which whole row groups are left unread. -#}
    {%- set days = stale_days() -%}
    {%- if days -%}
        {{ instant }} >= timestamptz '{{ days[0] }} 00:00:00+00' - interval {{ lookback + 1 }} day
        and {{ instant }} < timestamptz '{{ days[-1] }} 00:00:00+00' + interval 3 day
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{% macro stale_days() -%}
    {#- The days to build as text, in order; none when that is every day. -#}
    {%- if not execute or not is_incremental() -%}
        {{ return(none) }}
    {%- else -%}
        {%- set meta = config.get('meta') or {} -%}
        {%- set found = run_query(stale_days_sql(meta.get('days_of'), meta.get('reach', 0))) -%}
        {{ return(found.columns[0].values() | map('string') | list) }}
    {%- endif -%}
{%- endmacro %}

{% macro stale_days_sql(kind, reach) -%}
    select distinct cast(report_date + reached.days as varchar) as report_date
    from {{ source('vigia', 'changed_days') }}
    cross join (select unnest(range({{ reach + 1 }}))::integer as days) as reached
    where
        changed_at > (
            select coalesce(max(up_to), '-infinity'::timestamptz)
            from {{ source('vigia', 'built_models') }}
            where model = '{{ this.identifier }}'
        )
        {% if kind %}and kind = '{{ kind }}'{% endif %}
    order by 1
{%- endmacro %}

{% macro get_incremental_by_day_sql(arguments) -%}
    {#- The strategy: what a day showed goes, also when nothing comes in its place. -#}
    {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ arguments['target_relation'] }} where {{ of_stale_days() }};
    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }} where {{ of_stale_days() }}
{%- endmacro %}

{% macro remember_build() -%}
    {#- Runs in the transaction of the model. -#}
    {%- if config.get('materialized') == 'incremental' -%}
    insert into {{ source('vigia', 'built_models') }}
    select
        '{{ this.identifier }}' as model,
        coalesce(max(changed_at), '-infinity'::timestamptz) as up_to,
        '{{ env_var("VIGIA_PROJECT_HASH", "") }}' as project_hash,
        now() as built_at
    from {{ source('vigia', 'changed_days') }}
    {%- endif -%}
{%- endmacro %}
