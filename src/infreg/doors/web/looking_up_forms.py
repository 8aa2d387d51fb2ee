"""The form by which a clinician looks a patient up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infreg.vocabulary.shown_patient import Relation, Why

LONGEST_WORDS = 200
_WHY = _("Choose why you look the patient up.")
_RELATION = _("Choose your treating relation to the patient.")


class LookUpForm(forms.Form):
    """A number, why, and how the patient is the clinician's to treat. Nothing is chosen beforehand."""

    number = forms.CharField(max_length=40, error_messages={"required": _("Write the patient's number.")})
    why = forms.ChoiceField(
        choices=[(why.value, why.value) for why in Why],
        error_messages={"required": _WHY, "invalid_choice": _WHY},
    )
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)
    relation = forms.ChoiceField(
        choices=[(relation.value, relation.value) for relation in Relation],
        error_messages={"required": _RELATION, "invalid_choice": _RELATION},
    )

    def clean(self) -> dict[str, Any]:
        """Another reason than those named is written."""
        if self.cleaned_data.get("why") == Why.OTHER and not self.cleaned_data.get("words"):
            self.add_error("words", _("Write the other reason."))
        return self.cleaned_data
