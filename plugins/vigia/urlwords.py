"""Words of addresses that say how a page was reached or is shown, not which page it is.

Only what an outlet cannot mean by it is listed: a parameter that tells two articles apart anywhere
must stay, since two articles made one are lost, and two spellings kept apart are found to be one by
the page's own ``rel=canonical``.
"""

TRACKING_PREFIXES = ("utm_", "mc_", "at_", "pk_", "mtm_", "matomo_", "hsa_", "__twitter_", "_hs")
TRACKING = frozenset(
    (
        "_ga", "_gl", "_openstat", "action_object_map", "action_ref_map", "action_type_map", "amp_cb",
        "amp_gsa", "amp_js_v", "campaign_id", "cmp", "cmp_id", "cmpid", "dclid", "epik", "etext",
        "fb_action_ids", "fb_action_types", "fb_ref", "fb_source", "fbclid", "gad_campaignid",
        "gad_source", "gbraid", "gclid", "gclsrc", "guccounter", "guce_referrer", "guce_referrer_sig",
        "icid", "igsh", "igshid", "irclickid", "ito", "li_fat_id", "mibextid", "mkt_tok", "msclkid",
        "ncid", "ns_campaign", "ns_fee", "ns_linkname", "ns_mchannel", "ns_source", "ocid",
        "oly_anon_id", "oly_enc_id", "rb_clickid", "ref_src", "ref_url", "s_cid", "smid", "soc_src",
        "soc_trk", "sref", "srsltid", "traffic_source", "ttclid", "twclid", "usqp", "vero_conv",
        "vero_id", "wbraid", "wt_mc", "wt_zmc", "xtor", "yclid", "ysclid",
    )
)  # fmt: skip
SESSIONS = frozenset(("jsessionid", "phpsessid", "aspsessionid"))
# ``from=rss`` tells a way, ``from=moscow`` a page: only with these values the name says nothing.
ORIGINS = frozenset(("from", "ref", "referer", "referrer", "source", "src", "via"))
WAYS = frozenset(
    ("rss", "rss2", "rssfeed", "atom", "facebook", "fb", "twitter", "telegram", "vk", "whatsapp", "linkedin")
)
VIEWS = frozenset(("format", "mode", "output", "outputtype", "view"))  # with the value amp
# ``m-example.com`` is another owner's domain as likely as a mobile one: not taken away.
ALTERNATE_LABELS = ("www", "m", "mobile", "amp")


def is_noise(parameter: str) -> bool:
    """Say whether a parameter of a query, in small letters, does not tell articles apart."""
    name, _, value = parameter.partition("=")
    if name in TRACKING or name in SESSIONS or name.startswith(TRACKING_PREFIXES):
        return True
    if name == "amp":
        return value in ("", "1", "true")
    return (name in VIEWS and value == "amp") or (name in ORIGINS and value in WAYS)
