"""Forms that people fill in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from infreg.doors.web import id_lists
from infreg.doors.web.id_lists import IdList, NotAList

#: What a reason may hold: enough to explain, not to tell a story.
LONGEST_REASON = 1000
_NOT_A_LIST = {
    "empty": _(
        "There are no message ids in the list. Paste them, one a line, or choose a file that holds them."
    ),
    "spreadsheet": _("The file is a spreadsheet. Save it as CSV there, and choose the new file."),
    "unreadable": _(
        "The file is not text that can be read. Save the list as CSV or plain text, and choose it."
    ),
    "too_long": _(
        "The list is longer than a day's messages, or its lines longer than message ids are. "
        "Check that it is the right one, and that it holds one id a line."
    ),
}
_REASON = {"required": _("Write why, so that others understand the decision later.")}


class ReconciliationForm(forms.Form):
    """A list of message ids, pasted or in a file, and the day it is of. `found` is the list, once valid."""

    day = forms.DateField(
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Choose the day that the list is of."),
            "invalid": _("This is no date. Write it as year-month-day, such as 2026-11-21."),
        },
    )
    ids = forms.CharField(required=False)
    file = forms.FileField(required=False, allow_empty_file=True)

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not been yet. Choose today or an earlier one."))
        return day

    def clean(self) -> dict[str, Any]:
        """Reads the list. A file goes before what was pasted: it was chosen last."""
        chosen = self.cleaned_data.get("file")
        try:
            pasted = self.cleaned_data.get("ids", "")
            self.found: IdList = id_lists.read_file(chosen.read()) if chosen else id_lists.read_text(pasted)
        except NotAList as error:
            self.add_error("file" if chosen else "ids", _NOT_A_LIST[error.why])
        return self.cleaned_data


class ReasonForm(forms.Form):
    """Why somebody decides as they do."""

    because = forms.CharField(max_length=LONGEST_REASON, error_messages=_REASON)


class SettlingForm(ReasonForm):
    """A choice among those that fit what is held, and why. Nothing is chosen beforehand."""

    choice = forms.ChoiceField(
        error_messages={
            "required": _("Choose what is to hold."),
            "invalid_choice": _("Choose what is to hold."),
        }
    )

    def __init__(self, *args: Any, choices: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"] = forms.ChoiceField(
            choices=[(choice, choice) for choice in choices],
            error_messages=self.fields["choice"].error_messages,
        )


class JoiningForm(ReasonForm):
    """The receipt of another answer about the same person, and why we think so."""

    other = forms.CharField(
        max_length=40, error_messages={"required": _("Write the receipt number of the other answer.")}
    )

    def clean_other(self) -> str:
        """As receipts are written, however it was copied."""
        return "-".join(self.cleaned_data["other"].upper().replace("-", " ").split())
