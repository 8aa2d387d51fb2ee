"""How access reads on the auditor's page."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from infreg.access.assignments import AssignmentKind, State
from infreg.access.purposes import PURPOSES, Purpose, PurposeText
from infreg.access.roles import Permission, Reach
from infreg.doors.web import access_words
from infreg.vocabulary.catalogue import TableGrant

register = template.Library()


@register.filter
def permission_words(permission: Permission) -> str:
    """What may be done."""
    return str(access_words.PERMISSIONS[permission])


@register.filter
def reach_words(reach: Reach) -> str:
    """Whose rows are reached."""
    return str(access_words.REACHES[reach])


@register.filter
def kind_words(kind: AssignmentKind) -> str:
    """Regular, deputy, on call."""
    return str(access_words.KINDS[kind])


@register.filter
def state_words(state: State) -> str:
    """How an assignment stands."""
    return str(access_words.STATES[state])


@register.filter
def purpose_text(purpose: Purpose) -> PurposeText:
    """What a purpose is called, and the law it rests on."""
    return PURPOSES[purpose]


@register.filter
def verb_words(verb: str) -> str:
    """What a policy is for; the database's own word where we have none."""
    return str(access_words.VERBS.get(verb, verb))


@register.filter
def login_words(login: str) -> SafeString:
    """A login of the database with what works by it: *the pages (app)*."""
    named = access_words.LOGINS.get(login)
    return format_html("{} <code>{}</code>", named, login) if named else format_html("<code>{}</code>", login)


@register.filter
def grant_words(grant: TableGrant) -> SafeString:
    """What a login may do to a table: *read, change (known_to)*."""
    return format_html_join(
        ", ",
        "{}{}",
        (
            (verb_words(verb), format_html(" (<code>{}</code>)", ", ".join(columns)) if columns else "")
            for verb, columns in grant.verbs.items()
        ),
    )
