{% test adds_up(model, total, parts) %}
{# The parts of each row sum to its total. #}
select *
from {{ model }}
where {{ total }} is distinct from {{ parts | join(' + ') }}
{% endtest %}
