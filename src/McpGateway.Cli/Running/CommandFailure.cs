using System.Net;

namespace McpGateway.Cli.Running;

/// <summary>Ends a command with a message for its user.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">What happened.</param>
/// <param name="advice">What to do now; null when the message says it.</param>
internal sealed class CommandFailure(int exitCode, string message, string? advice = null, Exception? cause = null)
    : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;

    public string? Advice { get; } = advice;

    /// <summary>With what a gateway refused, where the exit code does not say it; null when it was something else.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>A mistake on the command line or in a file that it names.</summary>
    public static CommandFailure Misuse(string message, string? advice = null) => new(ExitCodes.Misused, message, advice);
}
