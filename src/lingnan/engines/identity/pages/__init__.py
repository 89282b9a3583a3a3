"""The pages of identity: sign-in, me, notifications, audit trail, units, people, roles, calendar, imports, files."""
