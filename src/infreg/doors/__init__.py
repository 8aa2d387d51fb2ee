"""The ways in and out: thin. They decide nothing about health and touch no stage."""
