{% test at_least(model, column_name, value) %}
{# The column is never below a value, a number or another column of the row. #}
select *
from {{ model }}
where {{ column_name }} < {{ value }}
{% endtest %}
