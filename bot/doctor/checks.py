"""What is looked at, in order. To look at more, add a function here that returns findings."""

from bot.doctor.configuration import configuration, operator, pages
from bot.doctor.database import database
from bot.doctor.mail import mail
from bot.doctor.readership import readers
from bot.doctor.running import jobs, waiting
from bot.doctor.sources import clock, source_checks
from bot.doctor.telegram import telegram
from bot.doctor.types import Check
from bot.settings import Settings


def all_checks(settings: Settings) -> tuple[Check, ...]:
    """Every look. The database comes before those who ask it; the clock after the sources, which know the time."""
    return (
        Check("configuration", configuration),
        Check("database", database),
        Check("mail", mail),
        Check("telegram", telegram),
        *source_checks(settings.sources),
        Check("clock", clock),
        Check("readers", readers),
        Check("pages", pages),
        Check("operator", operator),
        Check("running", jobs),
        Check("trouble", waiting),
    )
