"""What an article is: from the HTML of a page to title, body, authors, date and language.

The way through the package: ``page`` (bytes) → ``extraction`` → ``guard`` (bound the markup) →
``metadata`` (what the page says of itself) → ``body`` (candidates and the choice) → ``tidy`` →
``dating``, ``language``, ``checks``. ``gate`` is the quick look before all that.
"""
