"""A table whose rows lie in the order of their primary key."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class CreateClusteredModel(migrations.CreateModel):
    """CreateModel, but WITHOUT ROWID in SQLite: a month of one datastream is then one run of pages.

    PostgreSQL keeps its heap and reads by the primary key's index. A later migration that alters the table in SQLite
    rebuilds it as a plain one (Django copies tables to alter them): it must state WITHOUT ROWID again in the same way.
    """

    def database_forwards(  # the state objects are Django's own and untyped
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        if schema_editor.connection.vendor != "sqlite" or not self.allow_migrate_model(
            schema_editor.connection.alias, model
        ):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        sql, parameters = schema_editor.table_sql(model)
        schema_editor.execute(f"{sql} WITHOUT ROWID", parameters or None)
