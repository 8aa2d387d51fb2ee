"""The forms of logging in and of one's own account."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from infreg.doors.web import devices
from infreg.flow import login

#: Longer than anybody types, and not so long that hashing it is work.
LONGEST_PASSWORD = 256
_LONGEST_CODE = 60


def password_field(label: Any, *, new: bool = False) -> forms.CharField:
    """A field for a password that is had already, or chosen now."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        error_messages={
            "required": _("Write the password."),
            "max_length": _("The password is too long. It may have 256 characters."),
        },
        widget=forms.PasswordInput(
            attrs={"class": "ds-input", "autocomplete": "new-password" if new else "current-password"}
        ),
    )


def code_field(label: Any, *, digits: bool) -> forms.CharField:
    """A field for a code of the second factor."""
    return forms.CharField(
        label=label,
        max_length=_LONGEST_CODE,
        error_messages={
            "required": _("Write the code."),
            "max_length": _("This is no code. Check it and write it again."),
        },
        widget=forms.TextInput(
            attrs={
                "class": "ds-input",
                "autocomplete": "one-time-code",
                "spellcheck": "false",
                **({"inputmode": "numeric"} if digits else {"autofocus": True}),
            }
        ),
    )


def must_wait(wait: timedelta) -> str:
    """How long to wait, in whole minutes: to the second it would help whoever tries passwords."""
    minutes = -(-wait // timedelta(minutes=1))
    return ngettext(
        "There have been too many failed attempts. Wait a minute, and try again.",
        "There have been too many failed attempts. Wait about %(minutes)s minutes, and try again.",
        minutes,
    ) % {"minutes": minutes}


class LoginForm(AuthenticationForm):
    """User name and password. What was wrong is never said: that would tell which names exist. `attempt` is
    there once it is valid, to be told of how it ended."""

    error_messages = {  # noqa: RUF012 — Django's own way to name them
        "invalid_login": _("The user name or the password is wrong. Check both and try again."),
        "inactive": _("The user name or the password is wrong. Check both and try again."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["password"] = password_field(_("Password"))
        self.fields["username"].label = _("User name")
        self.fields["username"].widget.attrs |= {"class": "ds-input", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        """Asks first whether the password may be judged now: who must wait is not told if it was right."""
        username, request = self.cleaned_data.get("username"), self.request
        if request is None or not username or not self.cleaned_data.get("password"):
            return self.cleaned_data
        try:
            place, device = devices.find_address(request), devices.find_device(request)
            self.attempt = login.begin(username, place, device)
        except login.MustWait as refused:
            raise ValidationError(must_wait(refused.wait)) from None
        try:
            return super().clean()
        except ValidationError:
            login.refuse(username, "password")
            raise


class CodeForm(forms.Form):
    """A code from the authenticator, or a spare one."""

    otp = code_field(_("Code"), digits=False)


class EnrolmentForm(forms.Form):
    """The first code of a new authenticator."""

    otp = code_field(_("Code of six digits"), digits=True)


class PasswordForm(forms.Form):
    """The password, asked once more before something is changed."""

    password = password_field(_("Password"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("The password is wrong. Write it again."))
        return password


class NewPasswordForm(PasswordForm):
    """A new password in place of the old."""

    password = password_field(_("The password you have now"))
    new_password = password_field(_("New password"), new=True)
    new_password_again = password_field(_("New password once more"), new=True)

    def clean_new_password(self) -> str:
        """Long, and not among those that everybody tries first. What is asked for beyond that makes people
        write it down."""
        password: str = self.cleaned_data["new_password"]
        try:
            password_validation.validate_password(password, self.user)
        except ValidationError as error:
            raise ValidationError([_in_words(each) for each in error.error_list]) from None
        if self.user.username.lower() in password.lower():
            raise ValidationError(_("The user name is part of the password. Choose another one."))
        return password

    def clean(self) -> dict[str, Any]:
        new, again = self.cleaned_data.get("new_password"), self.cleaned_data.get("new_password_again")
        if new and again and new != again:
            self.add_error("new_password_again", _("The two are not alike. Write the new one again."))
        return self.cleaned_data


def _in_words(fault: ValidationError) -> str:
    if fault.code == "password_too_short":
        return gettext("The password is too short. It must have at least 12 characters.")
    return gettext("Many people use this password, so it is guessed first. Choose another one.")
