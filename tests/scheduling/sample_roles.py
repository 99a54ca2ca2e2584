"""Two roles that declare options of every type, for tests of the configuration."""

from __future__ import annotations

from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration

ASSESSMENT = RoleDeclaration(
    "script_assessment",
    "Script assessment",
    "Grades scripts.",
    6,
    20.0,
    20.0,
    options=(
        Field("exclude", FieldType.TEXT_LIST, "Left out", "Names left out.", (".git", "venv")),
        Field("rank", FieldType.CHOICE, "Rank", "The worst rank | or better.", "F", choices=("A", "B", "F")),
        Field("depth", FieldType.INTEGER, "Depth", "How deep to look.", None, "levels", 1, 9),
        Field("follow", FieldType.BOOLEAN, "Follow", "Whether links are followed.", default=False),
    ),
)
TESTING = RoleDeclaration(
    "gui_testing",
    "GUI testing",
    "Looks at windows.",
    5,
    15.0,
    25.0,
    options=(
        Field("settle_s", FieldType.NUMBER, "Settle", "Time to settle.", 0.5, "s", minimum=0),
        Field("scale", FieldType.NUMBER, "Scale", "Scale of pictures.", 1.0, maximum=4),
        Field("script", FieldType.FILE, "Script", "What to start.", ""),
        Field("folder", FieldType.FOLDER, "Folder", "Where to start it.", None),
        Field("platform", FieldType.CHOICE, "Platform", "The platform.", None, choices=("offscreen", "xcb")),
        Field("note", FieldType.TEXT, "Note", "Free text.", ""),
    ),
)
NEEDY = RoleDeclaration(
    "translation",
    "Translation",
    "Translates.",
    4,
    10.0,
    10.0,
    options=(Field("language", FieldType.TEXT, "Language", "Into what.", required=True),),
)

DECLARATIONS = {role.name: role for role in (ASSESSMENT, TESTING)}
WITH_NEEDY = {**DECLARATIONS, NEEDY.name: NEEDY}
