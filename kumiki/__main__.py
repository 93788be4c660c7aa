from kumiki.command_line import commands

commands()
