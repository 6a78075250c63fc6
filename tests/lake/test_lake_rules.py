"""What holds for loading and for alerts in a file holds in a lake: the same tests, run there."""

from functools import partial

import pytest

from soak import IS_SOAK
from unit.warehouse import test_alerts, test_loading
from vigia.settings import Settings
from vigia.warehouse import writer

pytestmark = [pytest.mark.slow, pytest.mark.service]


@pytest.fixture(autouse=True)
def _in_a_lake(folder_store: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (test_alerts, test_loading):
        monkeypatch.setattr(module, "writer", partial(writer, lake=folder_store.lake))


# Those that speak of keys, transactions, updates and deletions; each costs seconds there.
test_loading_again_alerts_no_second_time = test_alerts.test_loading_again_alerts_no_second_time
test_an_edit_empties_the_story = test_alerts.test_an_edit_that_takes_the_match_away_empties_the_story
test_an_interrupted_load_leaves_nothing = test_loading.test_an_interrupted_load_leaves_nothing
if IS_SOAK:
    test_an_alert_is_claimed_once = test_alerts.test_an_alert_is_claimed_by_one_process_only
    test_a_failed_delivery_is_tried_again = (
        test_alerts.test_a_failed_delivery_is_tried_again_and_given_up_in_the_end
    )
    test_loading_a_run_again_changes_no_row = test_loading.test_loading_a_run_again_changes_no_row
    test_two_entries_make_one_article = test_loading.test_two_entries_of_one_article_make_one_article
    test_an_older_poll_changes_nothing = test_loading.test_an_older_poll_does_not_turn_back_the_feed_state
