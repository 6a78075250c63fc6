{% macro duckdb__alter_column_comment(relation, column_dict) -%}
    {#- Columns of a view bear no comments in a lake: they stand in that of the view, a line each, from
        which publishing takes them. -#}
    {%- if relation.is_view and adapter.is_ducklake(relation) -%}
        {%- set lines = [model.description | replace('\n', ' ') | trim] -%}
        {%- for name, column in column_dict.items() -%}
            {%- do lines.append(name ~ ': ' ~ (column['description'] | replace('\n', ' ') | trim)) -%}
        {%- endfor -%}
        comment on view {{ relation }} is {{ duckdb_escape_comment(lines | join('\n')) }}
    {%- else -%}
        {{ dbt.duckdb__alter_column_comment(relation, column_dict) }}
    {%- endif -%}
{%- endmacro %}
