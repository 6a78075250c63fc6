"""The daily report and the alert text: rows in, documents out. Pure; no I/O but its own templates.

- ``records``   what a report says, one record for each row of a ``report_daily_*`` table
- ``daily``     rows → ``DailyReport`` → HTML, Markdown, JSON
- ``charts``    the chart of the last weeks as SVG
- ``wording``   numbers, dates and names in words
- ``escaping``  outside text made harmless for each format
- ``alerts``    the text of one alert
- ``explanation``  why one item is tagged as it is, as a page
"""
