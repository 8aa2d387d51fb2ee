"""From one patient's findings to the isolates: one organism out of one specimen, wherever it was sent."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime

from infreg.interpretation.codes import Codes
from infreg.interpretation.grown import Interpreted, Piece, pieces
from infreg.vocabulary.finding import Isolate, Tested
from infreg.vocabulary.time import in_oslo

#: A forwarded isolate was sampled within as many days of the one it is.
FORWARDED_DAYS = 7
_LAST = datetime.max.replace(tzinfo=UTC)


class _Cluster:
    """Pieces of one isolate, where it was grown first. What is asked of all pieces is kept beside them: a
    patient of a thousand answers is read as fast as a thousand patients."""

    __slots__ = ("finest", "organisms", "pieces", "tested")

    def __init__(self, piece: Piece) -> None:
        self.pieces = [piece]
        #: The piece that names the organism most specifically.
        self.finest = piece
        self.organisms: dict[int, set[str]] = {}
        self.tested: dict[str, set[str]] = {}
        self._keep(piece)

    @property
    def first(self) -> Piece:
        return self.pieces[0]

    def add(self, piece: Piece) -> None:
        self.pieces.append(piece)
        if len(piece.ancestors) > len(self.finest.ancestors):
            self.finest = piece
        self._keep(piece)

    def _keep(self, piece: Piece) -> None:
        self.organisms.setdefault(piece.source.answer, set()).add(piece.organism)
        for each in piece.tested:
            if each.agent and each.row.sir:
                self.tested.setdefault(each.agent, set()).add(each.row.sir)


def isolates(answers: Iterable[Interpreted], codes_on: Callable[[date], Codes]) -> tuple[Isolate, ...]:
    """The isolates of one patient, in the order of sampling; the same whatever order the answers come in.

    `codes_on` gives the definitions of a day. A forwarded isolate (a laboratory asks, or the specimen is an
    isolate) of the same organism, or of a group that holds it, sampled within `FORWARDED_DAYS`, is the one it
    was forwarded from: the nearest in time. What cannot be joined stands alone.
    """
    found = [piece for one in answers for piece in pieces(one, codes_on(one.day))]
    found.sort(key=_order)
    clusters: list[_Cluster] = []
    samples: dict[tuple[object, ...], list[_Cluster]] = {}
    for piece in (each for each in found if not each.forwarded):
        of_sample = samples.setdefault((piece.unit, piece.specimen_id, piece.sampled_at), [])
        if not _add(clusters, _of_same_sample(of_sample, piece), piece):
            of_sample.append(clusters[-1])
    for piece in (each for each in found if each.forwarded):
        _add(clusters, _forwarded_from(clusters, piece), piece)
    clusters.sort(key=lambda cluster: _order(cluster.first))
    return tuple(_isolate(cluster) for cluster in clusters)


def _order(piece: Piece) -> tuple[datetime, int, int]:
    return piece.sampled_at or _LAST, piece.source.answer, piece.source.position


def _add(clusters: list[_Cluster], cluster: _Cluster | None, piece: Piece) -> bool:
    """Whether the piece joined a cluster; else it is a new one, the last."""
    if cluster is None:
        clusters.append(_Cluster(piece))
        return False
    cluster.add(piece)
    return True


def _of_same_sample(of_sample: Sequence[_Cluster], piece: Piece) -> _Cluster | None:
    """The isolate of the same sample in the same laboratory that this is: told twice, or in an addition."""
    if piece.specimen_id is None:
        return None
    return next((cluster for cluster in of_sample if _same_microbe(cluster, piece)), None)


def _same_microbe(cluster: _Cluster, piece: Piece) -> bool:
    """Within one answer two names are two microbes, and two answers of one agent two strains."""
    if _differ(cluster, piece):
        return False
    if piece.source.answer in cluster.organisms:
        return set().union(*cluster.organisms.values()) == {piece.organism}
    return _related(cluster.finest, piece)


def _differ(cluster: _Cluster, piece: Piece) -> bool:
    said = ((each.agent or "", each.row.sir) for each in piece.tested if each.row.sir)
    return any(cluster.tested.get(agent, {sir}) != {sir} for agent, sir in said)


def _related(one: Piece, other: Piece) -> bool:
    return one.organism in other.ancestors or other.organism in one.ancestors


def _forwarded_from(clusters: Sequence[_Cluster], piece: Piece) -> _Cluster | None:
    near = [
        (_distance(cluster, piece), place)
        for place, cluster in enumerate(clusters)
        if _may_be(cluster, piece)
    ]
    return clusters[min(near)[1]] if near else None


def _may_be(cluster: _Cluster, piece: Piece) -> bool:
    if piece.source.answer in cluster.organisms:
        return False
    days = _days(cluster.first, piece)
    return days is not None and days <= FORWARDED_DAYS and _related(cluster.finest, piece)


def _days(one: Piece, other: Piece) -> int | None:
    if one.sampled_at is None or other.sampled_at is None:
        return None
    return abs((in_oslo(one.sampled_at).date() - in_oslo(other.sampled_at).date()).days)


def _distance(cluster: _Cluster, piece: Piece) -> tuple[bool, bool, bool, int]:
    """Nearer is smaller: grown elsewhere, the same name, the same kind of specimen, days."""
    first = cluster.first
    return (
        first.forwarded,
        first.organism != piece.organism,
        first.specimen != piece.specimen,
        _days(first, piece) or 0,
    )


def _isolate(cluster: _Cluster) -> Isolate:
    first = cluster.first
    return Isolate(
        organism=cluster.finest.organism,
        specimen=first.specimen,
        specimen_id=first.specimen_id,
        sampled_at=first.sampled_at,
        sources=tuple(piece.source for piece in cluster.pieces),
        tested=_tested(cluster.pieces),
        quantity=next((piece.quantity for piece in cluster.pieces if piece.quantity), None),
        flags=tuple(dict.fromkeys(flag for piece in cluster.pieces for flag in piece.flags)),
        typing=tuple(dict.fromkeys(each for piece in cluster.pieces for each in piece.typing)),
        method=first.method,
        care=first.care,
        sex=first.sex,
        birth_year=first.birth_year,
        municipality=first.municipality,
    )


def _tested(found: Sequence[Piece]) -> tuple[Tested, ...]:
    """What the first laboratory tested, and what only the others did. Unknown agents are all kept."""
    kept: list[Tested] = []
    known: set[str] = set()
    for piece in found:
        new = [each for each in piece.tested if each.agent is None or each.agent not in known]
        known.update(each.agent for each in new if each.agent)
        kept += new
    return tuple(kept)
