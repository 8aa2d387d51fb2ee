"""Tables without a policy, each with its reason. Every other table of ours has one, and a test asks the
catalogue, not this list, which tables there are."""

WITHOUT_POLICY: dict[str, str] = {
    "registry.installation": "One row, trial or production; nothing about persons or institutions.",
    "registry.definition": "Code lists and rules, open to all; nothing about persons or institutions.",
    "registry.user": "Accounts: read at login, before anybody acts. No health data.",
    "registry.user_institution": "Which institutions an account belongs to: read at login.",
    "registry.assignment": "What accounts reach: read at login, before anybody acts. No health data.",
    "registry.django_session": "Sessions: random keys and signed contents, read before anybody acts.",
    "registry.django_migrations": "Which migrations were applied.",
    "registry.django_content_type": "Django's list of its models.",
    "registry.auth_permission": "Django's own permissions; unused, and granted to nobody.",
    "registry.auth_group": "Django's own groups; unused, and granted to nobody.",
    "registry.auth_group_permissions": "Django's own groups; unused, and granted to nobody.",
}
