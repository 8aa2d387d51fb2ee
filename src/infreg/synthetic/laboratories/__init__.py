"""The laboratories of Synthetic Norway: their words and habits, and the messages they send."""

from infreg.synthetic.laboratories.desk import Calendar, Desk
from infreg.synthetic.laboratories.laboratory import Laboratory, Own, laboratories
from infreg.synthetic.laboratories.messages import Sent

__all__ = ["Calendar", "Desk", "Laboratory", "Own", "Sent", "laboratories"]
