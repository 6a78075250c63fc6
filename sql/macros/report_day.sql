{% macro report_day(instant) -%}
    {#- The day of an instant in the zone of the reports; the loader does the same for articles. -#}
    cast(timezone('{{ report_zone() }}', {{ instant }}) as date)
{%- endmacro %}

{% macro day_start(day) -%}
    {#- The instant at which a day begins in that zone. -#}
    timezone('{{ report_zone() }}', cast({{ day }} as timestamp))
{%- endmacro %}

{% macro report_zone() -%}
    {{ env_var('VIGIA_TIME_ZONE', 'America/Havana') }}
{%- endmacro %}
