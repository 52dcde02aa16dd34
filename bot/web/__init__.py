"""The pages behind the mail: what a signed link leads to. Server-rendered; no script, no cookie, no account.

Thin, as every door: a page reads what was sent, asks a use case of :mod:`bot.app`, and shows what became of it.
"""
