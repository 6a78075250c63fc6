{% test ordinals_count_up(model, column_name) %}
{# Each day numbers its rows 1, 2, 3 … without a hole. #}
select report_date, count(*) as rows_found, max({{ column_name }}) as last_ordinal
from {{ model }}
group by report_date
having count(distinct {{ column_name }}) <> count(*) or min({{ column_name }}) <> 1
    or max({{ column_name }}) <> count(*)
{% endtest %}
