namespace McpGateway.Cli.Running;

/// <summary>How a command ended. Scripts rely on these: they are listed in docs/guides/command-line.md and do not change.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>It did not work, for a reason that is none of the others.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong, or a file that it names.</summary>
    public const int Misused = 2;

    /// <summary>Nobody is signed in, or the gateway does not take the token (401).</summary>
    public const int NotSignedIn = 3;

    /// <summary>The caller may not do this (403).</summary>
    public const int Denied = 4;

    /// <summary>What was named is not there (404).</summary>
    public const int NotFound = 5;

    /// <summary>The gateway could not be reached, or answers 502 to 504.</summary>
    public const int Unreachable = 6;

    /// <summary>
    /// It ran and found something: <c>doctor</c> a problem, <c>plan</c> a difference, <c>policy test</c> a failed case, <c>audit verify</c>
    /// something that was changed.
    /// </summary>
    public const int Findings = 8;

    /// <summary>Interrupted, as shells count SIGINT.</summary>
    public const int Interrupted = 130;
}
