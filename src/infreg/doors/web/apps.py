"""The pages, as Django knows them."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "infreg.doors.web"
    label = "web"

    def ready(self) -> None:
        """Every session is marked as it begins, whatever door it came through."""
        # What it leans on can be read only when every app is there.
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415

        from infreg.doors.web import sessions  # noqa: PLC0415

        user_logged_in.connect(sessions.mark, dispatch_uid="infreg.sessions")
