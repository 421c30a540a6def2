namespace McpGateway.Host.Commands;

/// <summary>What a command takes.</summary>
/// <param name="Verb">Its words, such as <c>store move</c>.</param>
/// <param name="Operands">What stands behind it, for the help; empty when nothing does.</param>
/// <param name="MaxOperands">How many operands there may be; at least one where there may be any.</param>
/// <param name="Flags">Options without a value.</param>
/// <param name="Valued">Options with a value.</param>
internal sealed record CommandForm(
    string Verb, string Operands, int MaxOperands, IReadOnlyList<string> Flags, IReadOnlyList<string> Valued)
{
    public const string Json = "--json";

    /// <summary>Whether it may be left out, where there may be one.</summary>
    public bool IsOperandOptional { get; init; }

    /// <summary>The commands that there are.</summary>
    public static readonly IReadOnlyList<CommandForm> All =
    [
        new("store move", "", 0, ["--replace", "--while-running", "--new-secret-key"], ["--to", "--new-secret-key-file"]),
        new("store backup", "FILE", 1, ["--overwrite", "--with-keys"], ["--passphrase-file"]),
        new("store restore", "FILE", 1, ["--replace"], ["--passphrase-file"]),
        new("store verify", "FILE", 1, [], ["--passphrase-file"]),
        new("store rotate-key", "", 0, ["--generate"], []),
        new("audit verify", "FILE", 1, [], ["--keys", "--checkpoints"]) { IsOperandOptional = true },
        new("import", "FOLDER_OR_FILES", int.MaxValue, ["--dry-run", "--overwrite"], []),
    ];

    public const string Help =
        """
        Usage: McpGateway.Host store <command> [options]
               McpGateway.Host import <folder or files> [options]
               McpGateway.Host audit verify [file] [options]

          store move --to <place>     copy everything into another database and read the copy: a postgres:// address, a connection
                                      string, env:NAME for a variable that holds one, or the directory of a SQLite database
              --replace               remove what the target holds
              --while-running         copy what there is at this moment although a gateway is running
              --new-secret-key        seal secrets anew with the key in NEW_SECRET_KEY
              --new-secret-key-file <file>   the same with the key in a file
          store backup <file>         save everything, also while the gateway runs
              --overwrite             replace the file
              --with-keys             take the master key along, locked with the passphrase
          store restore <file>        fill the store with a backup
              --replace               remove what the store holds
          store verify <file>         read a backup to its end and compare it with its checksums
          store rotate-key            seal everything with SECRET_KEY, where SECRET_KEY_PREVIOUS is the former one
              --generate              make a new secret.key, for an installation without SECRET_KEY (the gateway must not run)
          audit verify [file]         judge whether the audit is what was written: of an export (JSON Lines), or of the store
              --keys <file>           the keys that may have signed it, as GET /api/audit/keys gives them
              --checkpoints <file>    signed statements that were kept elsewhere, one a line: they tell of an end that was cut off
          import <folder or files>    take over servers, agents and scopes of the Python product: its files, mongoexport, mongodump
              --dry-run               change nothing, report what would be done
              --overwrite             replace what was changed here since

          --passphrase-file <file>    the passphrase of the keys in a backup; without it the variable BACKUP_PASSPHRASE
          --json                      the result as JSON on standard output; progress is on standard error either way
          --<SETTING> <value>         as for the gateway; the store is the one that STORAGE_BACKEND, DATA_DIR and DATABASE_URL name

        Ends with 0 when done, 1 when it failed, 2 when it cannot be meant, 3 when something is in the way, 4 when an import left items out.
        docs/guides/moving.md has the whole of it.
        """;
}
