"""Stories: which matching articles are about one event, and which are copies of one text."""
