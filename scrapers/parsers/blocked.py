"""Telling a challenge for robots from a page. Pure."""

_CHALLENGES = (
    ("AwsWafIntegration", "AWS WAF"),
    (".awswaf.com/", "AWS WAF"),
    ("challenge-platform", "Cloudflare"),
    ("cf-challenge", "Cloudflare"),
    ("cf_chl_", "Cloudflare"),
    ("<title>just a moment", "Cloudflare"),
    ("captcha-delivery.com", "DataDome"),
    ("_incapsula_resource", "Imperva"),
    ("g-recaptcha", "reCAPTCHA"),
    ("h-captcha", "hCaptcha"),
    ("enable javascript and cookies to continue", "a script check"),
)


def challenge_in(text: str) -> str | None:
    """The name of the challenge whose marks are in an HTML page, or ``None``.

    Honest pages carry such scripts too: ask only once no paper was found.
    """
    lower = text.lower()
    return next((name for mark, name in _CHALLENGES if mark.lower() in lower), None)
