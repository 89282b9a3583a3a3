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


class RebuildClusteredModel(CreateClusteredModel):
    """The same table under another primary key or with more columns: rows are copied, and it stays clustered."""

    def __init__(self, *args: Any, defaults: dict[str, str], **options: Any) -> None:  # as CreateModel takes them
        super().__init__(*args, **options)
        self.defaults = defaults  # SQL of the columns that the old table lacks

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        name, args, options = super().deconstruct()
        return name, list(args), {**options, "defaults": self.defaults}

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.remove_model(app_label, self.name.lower())
        super().state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        table, quote = model._meta.db_table, schema_editor.quote_name
        old = from_state.apps.get_model(app_label, self.name)
        kept = [field.column for field in old._meta.local_concrete_fields]
        aside = f"{table}_aside"
        schema_editor.execute(f"ALTER TABLE {quote(table)} RENAME TO {quote(aside)}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        columns = ", ".join(quote(name) for name in [*kept, *self.defaults])
        values = ", ".join([*(quote(name) for name in kept), *self.defaults.values()])
        schema_editor.execute(f"INSERT INTO {quote(table)} ({columns}) SELECT {values} FROM {quote(aside)}")  # noqa: S608
        schema_editor.execute(f"DROP TABLE {quote(aside)}")
