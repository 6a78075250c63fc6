{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- Schemas are named as written, not prefixed by the target's. -#}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
