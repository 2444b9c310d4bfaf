"""The subcommands of ``leidraad``: one module a group, each adds its own to the parser."""
