"""What pages that hide an article say, and the reading tips around one; linear patterns."""

import re

# Only a check page has these; other pages of the same site may load the same company's scripts.
CHALLENGES = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "Cloudflare": r"_cf_chl_opt|cf-browser-verification|cf-error-details"
        r"|<title>\s{0,9}Just a moment\.\.\.|<title>\s{0,9}Attention Required! \| Cloudflare",
        "DDoS-Guard": r"<title>\s{0,9}DDoS-Guard|ddos-guard/js-challenge|/\.well-known/ddos-guard/",
        "Qrator": r"__qrator/|/qauth(?:_\w{1,40})?\.js|qrator_jsr",
        "Imperva": r"Incapsula incident|_Incapsula_Resource\?SWJIYLWA",
        "DataDome": r"captcha-delivery\.com",
        "PerimeterX": r"id=[\"']?px-captcha",
        "Akamai": r"errors\.edgesuite\.net",
        "Sucuri": r"sucuri_cloudproxy_js|Sucuri WebSite Firewall",
        "AWS WAF": r"awsWafCookieDomainList|AwsWafIntegration|gokuProps",
        "Anubis": r"anubis_challenge|within\.website/x/cmd/anubis",
        "SmartCaptcha": r"/showcaptcha|SmartCaptcha by",
    }.items()
}

# Ordinary pages have these in a form or a noscript: they count where there is hardly any text.
WALLS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "captcha": r"g-recaptcha|h-captcha|cf-turnstile",
        "bot check": r"are you a (?:robot|human)|you are (?:not a robot|(?:a )?human)|checking your browser"
        r"|no (?:eres|es usted) un robot|não é um robô|вы не робот|проверка (?:вашего )?браузера",
        "script wall": r"(?:enable|turn on|activate) java ?script"
        r"|java ?script (?:is|must be|seems to be) (?:disabled|required|enabled)"
        r"|(?:habilit|activ)\w{1,4} (?:el |o )?java ?script|ative o java ?script"
        r"|включит[ье] (?:поддержку )?java ?script|activez (?:le )?java ?script",
        "cookie wall": r"before you continue to|consent\.(?:yahoo|google|youtube)\.|//guce\."
        r"|enable cookies|cookies (?:must be|are) (?:enabled|disabled|required)",
    }.items()
}

PAYWALL = re.compile(
    r"(?:subscribe|sign in|log in|register) (?:now )?to (?:continue|keep|read)"
    r"|(?:article|content|story) is (?:only )?(?:for|available to|reserved for)"
    r" (?:our )?(?:subscribers|members)"
    r"|subscribers? only|to continue reading|already a subscriber"
    r"|(?:contenido|nota|artículo) (?:exclusiv|reservad)[oa] para (?:nuestros )?suscriptores"
    r"|suscríb(?:ete|ase) para (?:seguir|continuar|leer)|para (?:seguir|continuar) leyendo"
    r"|(?:conteúdo|matéria) exclusiv[oa] para assinantes|assine para (?:continuar|ler)|para continuar lendo"
    r"|доступ(?:ен|на|но) (?:только )?(?:по подписке|подписчикам)|(?:оформите|купите) подписку"
    r"|чтобы (?:про)?читать (?:полностью|дальше)"
    r"|(?:article|contenu) réservé (?:aux|à nos) abonnés|abonnez-vous pour"
    r"|il vous reste \d{1,3} ?% de cet article"
    r"|(?:nur|exklusiv) für abonnenten|jetzt (?:abonnieren|weiterlesen)"
    r"|riservato agli abbonati|abbonati per (?:continuare|leggere)",
    re.IGNORECASE,
)

TIP = re.compile(
    r"(?:read (?:also|more|next)|see also|related(?: (?:articles?|news|stories|topics|content))?"
    r"|more (?:from|on|stories|news)|(?:top|latest)(?: \w{1,20})? (?:news|headlines|stories)(?: headlines)?"
    r"|most (?:read|popular)|popular|recommended|you may also like|sign up|newsletter|subscribe|advertisement"
    r"|lee[r]? (?:también|más|además)|lea (?:también|más|además)|(?:también )?te puede interesar"
    r"|(?:noticias|notas|artículos) relacionad[ao]s|más (?:noticias|leídas|información)"
    r"|lo más (?:leído|visto)|(?:ver|vea) también|publicidad|suscríbete"
    r"|(?:leia|veja) (?:também|mais)|notícias relacionadas|mais (?:lidas|notícias)|saiba mais|publicidade"
    r"|(?:читайте|смотрите) (?:также|ещё|еще)|(?:по|на эту) тем[еу]|материалы по теме|новости по теме"
    r"|другие новости|главные (?:новости|события)|реклама|подпи(?:сывайтесь|шитесь)"
    r"|самое (?:читаемое|интересное)|комментарии|(?:читайте|дивіться) також|новини за темою"
    r"|lire (?:aussi|également|plus)|à lire (?:aussi|également)|voir aussi|sur le même (?:sujet|thème)"
    r"|articles (?:liés|similaires)|publicité"
    r"|auch interessant|lesen sie (?:auch|mehr)|mehr zum thema|weitere (?:artikel|meldungen)|anzeige"
    r"|das könnte sie (?:auch )?interessieren"
    r"|leggi anche|potrebbe interessarti|articoli correlati|pubblicità)\b",
    re.IGNORECASE,
)
