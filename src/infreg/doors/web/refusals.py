"""What `flow` says when it will not, in the page's language. It speaks English; what it can say is listed
here, so that translators find it."""

from django.utils.translation import gettext, gettext_noop

NOT_HELD = gettext_noop(
    "The delivery does not wait for anybody any more. Load the page again to see what happened."
)
SAID = (
    NOT_HELD,
    gettext_noop("Both deliveries must hold an answer. Look over the receipt numbers."),
    gettext_noop("The two answers are already about the same person."),
    gettext_noop("The patient of this answer is not joined to anybody."),
    gettext_noop("This account does not belong to exactly one institution, so nobody can deliver with it."),
)


def in_words(refusal: Exception) -> str:
    """The refusal's own words, translated where they are known."""
    return gettext(str(refusal))
