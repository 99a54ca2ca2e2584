"""Results of tasks as documents of tables: one small module a role. No widgets in here."""
