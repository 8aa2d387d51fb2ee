"""Tables without a policy, each with its reason by language, nb first. Every other table of ours has one, and
a test asks the catalogue, not this list, which tables there are."""

from collections.abc import Mapping

WITHOUT_POLICY: Mapping[str, Mapping[str, str]] = {
    "registry.installation": {
        "nb": "Én rad, prøvedrift eller drift; ingenting om personer eller institusjoner.",
        "en": "One row, trial or production; nothing about persons or institutions.",
    },
    "registry.definition": {
        "nb": "Kodelister og regler, åpne for alle; ingenting om personer eller institusjoner.",
        "en": "Code lists and rules, open to all; nothing about persons or institutions.",
    },
    "registry.changed": {
        "nb": "Hvilke måneder av hvilke tabeller som skal skrives på nytt i varehuset; ingenting om personer "
        "eller institusjoner.",
        "en": "Which months of which tables the warehouse has to write anew; nothing about persons or "
        "institutions.",
    },
    "registry.population_year": {
        "nb": "Hvilke folketall som er lastet inn, og hvorfra; ingenting om personer eller institusjoner.",
        "en": "Which population figures were loaded, and from where; nothing about persons or institutions.",
    },
    "registry.population": {
        "nb": "Åpen statistikk: hvor mange som bor i hver kommune; ingenting om enkeltpersoner.",
        "en": "Open statistics: how many live in each municipality; nothing about any one person.",
    },
    "registry.population_weight": {
        "nb": "Hvor stor del av en kommune som ble til hvilken senere; ingenting om personer.",
        "en": "How much of a municipality became which later one; nothing about persons.",
    },
    "registry.user": {
        "nb": "Kontoer: leses ved innlogging, før noen handler. Ingen helseopplysninger.",
        "en": "Accounts: read at login, before anybody acts. No health data.",
    },
    "registry.assignment": {
        "nb": "Hva kontoer har fått: leses ved innlogging, før noen handler. Ingen helseopplysninger.",
        "en": "What accounts are given: read at login, before anybody acts. No health data.",
    },
    "registry.login_attempt": {
        "nb": "Innloggingsforsøk: nøklede avtrykk, telt før noen handler.",
        "en": "Attempts to log in: keyed hashes, counted before anybody acts.",
    },
    "registry.second_factor": {
        "nb": "Kontoenes forseglede hemmeligheter: leses ved innlogging, før noen handler.",
        "en": "Sealed secrets of accounts: read at login, before anybody acts.",
    },
    "registry.recovery_code": {
        "nb": "Nøklede avtrykk av kontoenes reservekoder: leses ved innlogging, før noen handler.",
        "en": "Keyed hashes of accounts' spare codes: read at login, before anybody acts.",
    },
    "registry.django_session": {
        "nb": "Økter: tilfeldige nøkler og signert innhold, lest før noen handler.",
        "en": "Sessions: random keys and signed contents, read before anybody acts.",
    },
    "registry.django_migrations": {
        "nb": "Hvilke databaseendringer som er gjort.",
        "en": "Which migrations were applied.",
    },
    "registry.django_content_type": {
        "nb": "Djangos liste over egne modeller.",
        "en": "Django's list of its models.",
    },
    "registry.auth_permission": {
        "nb": "Djangos egne tillatelser; ikke i bruk, og ikke gitt til noen.",
        "en": "Django's own permissions; unused, and granted to nobody.",
    },
    "registry.auth_group": {
        "nb": "Djangos egne grupper; ikke i bruk, og ikke gitt til noen.",
        "en": "Django's own groups; unused, and granted to nobody.",
    },
    "registry.auth_group_permissions": {
        "nb": "Djangos egne grupper; ikke i bruk, og ikke gitt til noen.",
        "en": "Django's own groups; unused, and granted to nobody.",
    },
}
