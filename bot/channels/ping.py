"""One request that says "all is well", and hears whether it was heard. Neither logs nor repeats the address."""

PING_WITHIN = 10.0
"""Seconds in which it must be answered."""


async def get(url: str) -> None:
    """Ask for an address. Redirects are not followed, and proxies of the environment not used.

    :raises ConnectionError: there was no answer, or none with a status from 200 to 299. The message does not name the
        address.
    """
    import httpx  # noqa: PLC0415 - a fifth of a second that others need not pay

    try:
        async with (
            httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=PING_WITHIN) as client,
            client.stream("GET", url) as answer,  # what it says besides does not matter, however long it is
        ):
            status = answer.status_code
            heard = answer.is_success
    except httpx.TimeoutException:
        raise ConnectionError(f"no answer within {PING_WITHIN:.0f} seconds.") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # their texts may repeat the address
        raise ConnectionError(f"it was not reached ({type(error).__name__}).") from None
    if not heard:
        raise ConnectionError(f"it answered with status {status}. Is the address still right?")
