namespace McpGateway.Cli.Terminals;

/// <summary>Where a command reads and writes: the process's own streams, or those of a test.</summary>
internal interface ITerminal
{
    /// <summary>Results, and nothing else: what a script reads.</summary>
    TextWriter Out { get; }

    /// <summary>Progress, remarks, warnings and errors.</summary>
    TextWriter Error { get; }

    TextReader In { get; }

    /// <summary>Whether a person may be asked: input is a terminal.</summary>
    bool IsInteractive { get; }

    /// <summary>Whether <see cref="Out"/> shows colours and redraws lines.</summary>
    bool HasColours { get; }

    /// <summary>Whether <see cref="Error"/> is a terminal, on which progress may be redrawn.</summary>
    bool ShowsProgress { get; }

    /// <summary>Columns of <see cref="Out"/>; very many when it is no terminal, so that nothing is wrapped in a pipe.</summary>
    int Width { get; }

    /// <summary>Asks for a line that is not shown. Only where <see cref="IsInteractive"/>.</summary>
    string ReadSecret(string prompt);
}
