"""Made-up Norway: people and answers nobody ever had, written as laboratories write them.

Imports the vocabulary alone, so that what measures the register owes it nothing.
"""

from infreg.synthetic.handful import handful

__all__ = ["handful"]
