select
    outlet_id,
    name,
    home_url,
    country_code,
    owner_class,
    language_code,
    time_zone,
    publisher_family,
    terms
from {{ source('vigia', 'outlets') }}
