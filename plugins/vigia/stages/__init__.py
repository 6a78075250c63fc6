"""The stages: one verb each, the only callers of the doors.

Each takes the settings, the run and the time, reads what the stage before left in the run folder,
leaves its own there, and returns counts. No stage calls another; whoever runs them in order
(``dags/`` or ``vigia run``) does.
"""
