"""What ties the library to Airflow; besides ``dags/`` the only code that imports it.

- ``defaults``  retries, pools, tags, schedules, the asset
- ``identity``  which run, which instant, which day a DAG run stands for
- ``tasks``     one stage as one task: settings, clock, errors, counts
- ``channels``  alert addresses kept in an Airflow connection
- ``keys``      the key of the warehouse kept in one
- ``local``     an Airflow of one's own on this machine: its environment and its processes
- ``up``        ``make up``
- ``demo``      ``vigia demo``, with its ``progress``, ``receiver`` and ``summary``

Importing this package imports nothing: Airflow reads its environment when it is first imported, and
``demo`` and ``local`` must set that before.
"""
