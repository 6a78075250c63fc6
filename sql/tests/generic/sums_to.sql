{% test sums_to(model, column_name, total_model, total_column) %}
{# By day, the column sums to a column of a model with one row a day. #}
with
summed as (
    select report_date, sum({{ column_name }}) as parts
    from {{ model }}
    group by report_date
)
select report_date, summed.parts, total.{{ total_column }} as total
from {{ total_model }} as total
full join summed using (report_date)
where {{ of_tested_days() }} and coalesce(summed.parts, 0) <> coalesce(total.{{ total_column }}, 0)
{% endtest %}
