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

# The heading of a page that says, with a status of 200, that it is not there.
GONE = re.compile(
    r"\W*(?:error\W{1,5})?404\b|(?:page|article|story|content) (?:was |is |could )?not (?:be )?found"
    r"|(?:page|article|story) (?:is |has been )?(?:no longer available|removed|deleted)"
    r"|(?:página|artículo|nota|contenido) no (?:encontrad[oa]|existe|disponible)"
    r"|no se (?:encontró|encuentra) la página"
    r"|página não (?:encontrada|existe)|страница не (?:найдена|существует)|(?:страница|материал) удал[её]н"
    r"|сторінк[ау] не знайдено|page (?:introuvable|non trouvée)"
    r"|pagina non trovata|seite (?:wurde )?nicht gefunden",
    re.IGNORECASE,
)

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

# A link to other reading, with or without the link's text after it.
TIP = re.compile(
    r"(?:read (?:also|more|next)|see also|you may also like"
    r"|le[ae] (?:también|más|además)|(?:también )?te puede interesar|(?:ver|vea) también"
    r"|(?:leia|veja) (?:também|mais)|saiba mais"
    r"|(?:читайте|смотрите) (?:также|ещё|еще)|материалы по теме|новости по теме"
    r"|(?:читайте|дивіться) також|новини за темою"
    r"|(?:à )?lire (?:aussi|également)|voir aussi|sur le même (?:sujet|thème)"
    r"|auch interessant|lesen sie (?:auch|mehr)|mehr zum thema|das könnte sie (?:auch )?interessieren"
    r"|leggi anche|potrebbe interessarti)\b",
    re.IGNORECASE,
)

# A heading of links or of an advertisement: only where it is the whole line.
TIP_HEADING = re.compile(
    r"(?:related(?: (?:articles?|news|stories|topics|content))?"
    r"|more (?:stories|news)|more (?:from|on) .{1,40}"
    r"|(?:top|latest)(?: \w{1,20})? (?:news|headlines|stories)(?: headlines)?"
    r"|most (?:read|popular)|popular|recommended|sign up|newsletter|subscribe|advertisement"
    r"|(?:noticias|notas|artículos) relacionad[ao]s|relacionad[ao]s?|más (?:noticias|leídas|información)"
    r"|lo más (?:leído|visto)|publicidad|suscríbete"
    r"|(?:notícias|matérias) relacionadas|mais (?:lidas|notícias)|publicidade"
    r"|(?:по|на эту) тем[еу]|другие новости|главные (?:новости|события)|реклама|комментарии"
    r"|подпи(?:сывайтесь|шитесь).{0,40}|самое (?:читаемое|интересное)"
    r"|articles (?:liés|similaires)|publicité|weitere (?:artikel|meldungen)|anzeige"
    r"|articoli correlati|pubblicità)\W*",
    re.IGNORECASE,
)
