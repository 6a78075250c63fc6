{#- What the data tests read: the rows of the days that changed since all tests passed, as the caller says
    in VIGIA_UNTESTED_SINCE; every row when it says nothing. A key that comes again in another day is found
    by the test of all rows alone. -#}

{% macro get_where_subquery(relation) -%}
    {#- dbt asks this for the rows of every generic test. -#}
    {%- set condition = tested_rows(relation.identifier) -%}
    {%- if condition -%}
        (select * from {{ relation }} where {{ condition }}) as tested
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}

{% macro tested_rows(table) -%}
    {#- The condition for the rows of a model; nothing when all are tested: what is small is. item_life
        is a view that joins all there is; between, lives_are_whole speaks for it. -#}
    {%- set instants = {
        'stg_entries': 'first_seen_at',
        'stg_pages': 'fetched_at',
        'stg_polls': 'polled_at',
    } -%}
    {%- if table in instants -%}
        {{ of_tested_instants(instants[table]) }}
    {%- elif table in ('stg_articles', 'matches') -%}
        {{ of_tested_articles() }}
    {%- elif table == 'item_life' -%}
        {{ 'true' if tested_days() is none else 'false' }}
    {%- elif 'daily_' in table -%}
        {{ of_tested_days() }}
    {%- endif -%}
{%- endmacro %}

{% macro of_tested_days() -%}
    {#- The condition that a day changed or comes after one that did: some models look back. -#}
    {%- set days = tested_days() -%}
    {%- if days is none -%}
        true
    {%- elif not days -%}
        false
    {%- else -%}
        report_date >= date '{{ days[0] }}'
    {%- endif -%}
{%- endmacro %}

{% macro of_tested_articles(of='') -%}
    {#- The condition that articles of report_date, of a table if one is named, changed. -#}
    {%- set days = tested_days('articles') -%}
    {%- set column = of ~ '.report_date' if of else 'report_date' -%}
    {%- if days is none -%}
        true
    {%- elif not days -%}
        false
    {%- else -%}
        {{ column }} in ({% for day in days %}date '{{ day }}'{{ ', ' if not loop.last }}{% endfor %})
    {%- endif -%}
{%- endmacro %}

{% macro of_tested_instants(instant) -%}
    {#- The same of an instant, from the first day on which what was watched changed: whole row groups
        are left unread. -#}
    {%- set days = tested_days('watching') -%}
    {%- if days is none -%}
        true
    {%- elif not days -%}
        false
    {%- else -%}
        {{ instant }} >= {{ day_start("date '" ~ days[0] ~ "'") }}
    {%- endif -%}
{%- endmacro %}

{% macro tested_days(kind='') -%}
    {#- The days to test as text, in order; none when that is every day. -#}
    {%- set since = env_var('VIGIA_UNTESTED_SINCE', '') if execute else '' -%}
    {%- if not since -%}
        {{ return(none) }}
    {%- else -%}
        {%- set found = run_query(tested_days_sql(since, kind)) -%}
        {{ return(found.columns[0].values() | map('string') | list) }}
    {%- endif -%}
{%- endmacro %}

{% macro tested_days_sql(since, kind) -%}
    select distinct cast(report_date as varchar) as report_date
    from {{ source('vigia', 'changed_days') }}
    where
        changed_at > timestamptz '{{ since }}'
        {% if kind %}and kind = '{{ kind }}'{% endif %}
    order by 1
{%- endmacro %}
